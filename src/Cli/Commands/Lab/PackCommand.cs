using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Kernel;
using Seawall.Lab.Packing;

namespace Seawall.Cli;

/// <summary><c>seawall lab pack</c>: prepares the lanes of a replay from logs.</summary>
internal static class PackCommand
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Gate captures (.swc) and server logs (csvlog, jsonlog, stderr), also as .gz; none means all that the site's gates captured", Arity = ArgumentArity.ZeroOrMore };
        var output = new Option<DirectoryInfo>("--output", "-o") { Description = "Folder for the lanes; lanes in it are replaced", HelpName = "DIR", Required = true };
        var lanes = new Option<int>("--lanes") { Description = "How many statements the replay keeps in flight", DefaultValueFactory = _ => 128 };
        var window = new Option<string>("--window") { Description = "Units captured this close in time may change places", HelpName = "DURATION", DefaultValueFactory = _ => "1s" };
        var order = new Option<OrderMode>("--order") { Description = "What keeps its order besides the statements of a unit", DefaultValueFactory = _ => OrderMode.Unit };
        var database = new Option<string>("--database") { Description = "Pack this database; unset, the one with the most statements", HelpName = "NAME" };
        Option<string?> prefix = LogFiles.PrefixOption();
        var json = new Option<bool>("--json") { Description = "Print the manifest's figures as JSON" };
        var command = new ExampleCommand("pack", "Cut logs into units and pack them on lanes that run at once")
        {
            Examples = ["seawall lab pack -o lanes", "seawall lab pack server.csv.gz -o lanes --lanes 256 --order object"],
        };
        command.Add(files);
        foreach (Option option in (Option[])[output, lanes, window, order, database, prefix, json])
        {
            command.Add(option);
        }

        command.SetAction((parsed, ct) => Task.FromResult(Run(
            LogFiles.Of(parsed.GetValue(files) ?? []),
            parsed.GetRequiredValue(output).FullName,
            new PackOptions
            {
                Lanes = parsed.GetValue(lanes),
                Window = DurationText.TryParse(parsed.GetRequiredValue(window), out TimeSpan span)
                    ? span
                    : throw new CommandException($"--window: '{parsed.GetValue(window)}' is no duration such as 1s or 250ms", ExitCode.Usage),
                Order = parsed.GetValue(order),
                Database = parsed.GetValue(database),
                LinePrefix = parsed.GetValue(prefix),
            },
            parsed.GetValue(json),
            ct)));
        return command;
    }

    private static int Run(IReadOnlyList<string> files, string directory, PackOptions options, bool json, CancellationToken ct)
    {
        if (string.Join("; ", options.Faults()) is { Length: > 0 } faults)
        {
            throw new CommandException(faults, ExitCode.Usage);
        }

        long started = TimeProvider.System.GetTimestamp();
        Manifest manifest;
        try
        {
            manifest = Packer.Pack(files, directory, options, ct);
        }
        catch (InvalidDataException e)
        {
            throw new CommandException(e.Message);
        }

        double seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        foreach (string warning in manifest.Warnings)
        {
            Console.Error.WriteLine($"! {warning}");
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(manifest with { Digests = [], Lanes = [], States = [] }, _json));
        }
        else
        {
            Print(manifest, directory, seconds);
        }

        return manifest.Units == 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    private static void Print(Manifest manifest, string directory, double seconds)
    {
        void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        double span = (manifest.LastStartMicros - manifest.FirstStartMicros) / 1e6;
        Line($"database   {manifest.Database}: {manifest.Statements} statements in {manifest.Units} units of {manifest.Sessions} sessions over {span:0.0} s");
        Line($"captured   {manifest.CapturedInFlightMean:0.0} in flight on average, {manifest.CapturedInFlightMax} at most");
        Line($"lanes      {manifest.LaneCount} with {manifest.LaneUnitsMin} to {manifest.LaneUnitsMax} units, {manifest.Rounds} rounds, order {manifest.Order}, window {manifest.WindowSeconds:0.###} s");
        Line($"reordered  {manifest.ReorderSecondsMean:0.000} s on average, {manifest.ReorderSecondsMax:0.000} s at most, in captured time");
        Line($"folder     {directory}, packed in {seconds:0.0} s");
    }
}
