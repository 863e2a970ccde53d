using System.CommandLine;
using System.Globalization;
using Seawall.Lab.Analysis;
using Seawall.Lab.Logs;

namespace Seawall.Cli;

/// <summary><c>seawall lab analyze</c>: who used how much of the database, by which statements, on which tables.</summary>
internal static class AnalyzeCommand
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Gate captures (.swc) and server logs (PostgreSQL: csvlog, jsonlog, stderr; MySQL, MariaDB, Percona: slow and general log), also as .gz; unset, what the site captured", Arity = ArgumentArity.ZeroOrMore };
        var top = new Option<int>("--top") { Description = "How many rows each list shows", DefaultValueFactory = _ => 10 };
        Option<string?> prefix = LogFiles.PrefixOption();
        var sqlMode = new Option<string?>("--sql-mode") { Description = "The sql_mode of a MySQL server; ANSI_QUOTES and NO_BACKSLASH_ESCAPES change how its logs are read", HelpName = "MODE" };
        var output = new ReportOutput("analyze");
        var command = new ExampleCommand("analyze", "Top statements by time, calls and rows; use by business, table and role; the slowest")
        {
            Examples = ["seawall lab analyze .seawall/capture/*/*.swc*", "seawall lab analyze server.csv.gz --top 20 --html report.html", "seawall lab analyze postgresql.log --prefix '%m [%p] %q%u@%d '", "seawall lab analyze mysql-slow.log", "seawall lab analyze server.json --json > report.json"],
        };
        command.Add(files);
        command.Add(top);
        command.Add(prefix);
        command.Add(sqlMode);
        output.AddTo(command);
        command.SetAction((parsed, ct) => Task.FromResult(Run(parsed, output, LogFiles.Of(parsed.GetRequiredValue(files)), parsed.GetValue(top), parsed.GetValue(prefix), parsed.GetValue(sqlMode), ct)));
        return command;
    }

    private static int Run(ParseResult parsed, ReportOutput output, IReadOnlyList<string> files, int top, string? prefix, string? sqlMode, CancellationToken ct)
    {
        if (top is < 1 or > 10_000)
        {
            throw new CommandException($"--top: must be 1..10000, was {top}", ExitCode.Usage);
        }

        long started = TimeProvider.System.GetTimestamp();
        AnalysisReport report = Read(files, top, prefix, sqlMode, ct);
        double seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"read {report.Input.BytesRead / 1e6:0.0} MB in {seconds:0.00} s, {report.Input.BytesRead / 1e6 / seconds:0} MB/s"));
        output.Write(parsed, report, AnalysisTable.Write, AnalysisPage.Of);
        if (report.Interrupted)
        {
            Console.Error.WriteLine("stopped before the end: the figures are those of what was read");
            return ExitCode.Interrupted;
        }

        return IsSound(report) ? ExitCode.Ok : ExitCode.Failed;
    }

    private static AnalysisReport Read(IReadOnlyList<string> files, int top, string? prefix, string? sqlMode, CancellationToken ct)
    {
        var analyzer = new LogAnalyzer(top);
        using var view = new AnalyzeView(files);
        foreach (string file in files)
        {
            try
            {
                using EventSource source = EventSource.Open(file, prefix, sqlMode);
                analyzer.Read(source, ct, Path.GetFileName(file), view.Callback);
            }
            catch (InvalidDataException e)
            {
                throw new CommandException($"{file} cannot be read: {e.Message}");
            }

            if (ct.IsCancellationRequested)
            {
                break;
            }
        }

        return analyzer.Report();
    }

    private static bool IsSound(AnalysisReport report)
    {
        bool sound = report.Input.Balances;
        foreach (FileReport file in report.Input.Files)
        {
            if (file.Problem is not null)
            {
                sound = false;
                Console.Error.WriteLine($"{file.File} is not read: {file.Problem}");
            }

            if (file.UnknownZone is not null)
            {
                string tells = file.Prefix is null ? "" : " (%n, or %c with %s, in the prefix tells it)";
                Console.Error.WriteLine($"! {file.File}: the log does not tell the offset of the zone {file.UnknownZone}, its times are taken as UTC{tells}");
            }
        }

        return sound;
    }
}
