using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Seawall.Readiness;
using Seawall.Readiness.Checks;
using Seawall.Readiness.Model;
using Seawall.Readiness.Reports;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall ready</c>: which promises are kept, by which evidence, and how old it is.</summary>
internal static class ReadyCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the report as JSON" };
        var html = new Option<FileInfo>("--html") { Description = "Where the page goes; unset, ready/readiness.html in the site's home", HelpName = "FILE" };
        var rows = new Option<string[]>("--row") { Description = "Only these rows", HelpName = "ID", AllowMultipleArgumentsPerToken = true };
        var quick = new Option<bool>("--quick") { Description = "Shortened runs: an answer within two minutes" };
        var fresh = new Option<bool>("--fresh") { Description = "Look again even where evidence still counts" };
        var file = new Option<FileInfo>("--file") { Description = "The readiness file; unset, deploy/readiness.json", HelpName = "FILE" };
        var topology = Place.TopologyOption();
        var command = new ExampleCommand("ready", "Say which promises are kept, by which evidence and how old it is; exit code 3 when one falls short")
        {
            Examples = ["seawall ready --quick", "seawall ready --row DB-1 DB-5 --fresh", "seawall ready --json --html readiness.html", "seawall ready list"],
        };
        foreach (var option in (Option[])[json, html, rows, quick, fresh, file, topology])
            command.Add(option);
        command.Add(ReadyListCommand.Create());
        command.SetAction((parsed, ct) => RunAsync(
            new ExaminationOptions { Rows = parsed.GetValue(rows) ?? [], Quick = parsed.GetValue(quick), Fresh = parsed.GetValue(fresh) },
            parsed.GetValue(file)?.FullName,
            parsed.GetValue(topology)?.FullName,
            parsed.GetValue(html)?.FullName,
            parsed.GetValue(json),
            ct));
        return command;
    }

    /// <summary>Reads the readiness file. A faulty one is the user's to mend.</summary>
    public static ReadinessFile Load(string? file)
    {
        try
        {
            return ReadinessFile.Load(file ?? Place.Current.Readiness);
        }
        catch (ReadinessFileException e)
        {
            throw new CommandException(e.Message, ExitCode.Usage);
        }
    }

    private static async Task<int> RunAsync(
        ExaminationOptions options, string? file, string? topologyFile, string? page, bool json, CancellationToken cancellationToken)
    {
        var place = Place.Current;
        var readiness = Load(file);
        var topology = place.Topology(topologyFile);
        var folder = Path.Combine(place.Home.Root, "ready");
        Directory.CreateDirectory(folder);
        using var site = new LocalSite(topology, place.Home, Console.Error);
        var examination = new Examination(
            site, new EvidenceStore(Path.Combine(folder, "evidence")), Attestations(Path.Combine(folder, "attestations.json")), TimeProvider.System);
        Report report;
        try
        {
            report = await examination.ExamineAsync(
                readiness, new Circumstances(SelfProgram.Build(), Digest(topology), options.Quick), options, new Talk(), cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(e.Message, ExitCode.Usage);
        }

        page ??= Path.Combine(folder, "readiness.html");
        await File.WriteAllTextAsync(page, HtmlReport.Write(report), cancellationToken).ConfigureAwait(false);
        if (json)
            Console.WriteLine(JsonReport.Write(report));
        else
            ReadyTable.Write(report);
        await Console.Error.WriteLineAsync($"The page is {page}").ConfigureAwait(false);
        return report.Short > 0 ? ExitCode.ThresholdMissed : ExitCode.Ok;
    }

    private static AttestationBook Attestations(string path)
    {
        try
        {
            return AttestationBook.Load(path);
        }
        catch (JsonException e)
        {
            throw new CommandException($"{path} cannot be read: {e.Message}", ExitCode.Usage);
        }
    }

    /// <summary>Name and digest of a topology, as evidence is tied to it.</summary>
    public static string Digest(SiteTopology topology) =>
        $"{topology.Name}-{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(topology.Path)))[..8]}";

    private sealed class Talk : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine($"▸ {value}");
    }
}
