using System.Diagnostics;
using System.Text.Json;
using Seawall.Lab.History;
using Seawall.Lab.Logs;
using Seawall.Lab.Nightly;
using Seawall.Lab.Pulling;

namespace Seawall.Cli;

/// <summary>One night's work: pull, keep, analyze, pack, make the test site, replay, compare. A stage that fails ends it; what was done before stands.</summary>
internal sealed class NightlyWork(PullSite site, NightlyFiles files, TimeProvider time)
{
    private readonly List<NightlyStage> _stages = [];
    private readonly PullCommand.Talk _talk = new();

    public async Task<NightlyReport> RunAsync(LogDay day, string startedBy, CancellationToken ct)
    {
        DateTimeOffset started = time.GetUtcNow();
        PullReport? pull = null;
        KeptDay? kept = null;
        NightlyPack? pack = null;
        NightlyFigures? replay = null;
        string lanes = Path.Combine(files.Folder, "lanes");
        string database = site.Plan.Replay.Database;
        bool ok = await StageAsync("pull", async () =>
            {
                pull = await site.PullAsync(day, _talk, ct).ConfigureAwait(false);
                return pull.Statements == 0 ? $"no statement of {day.Name} was found{(pull.Complete ? "" : "; " + string.Join("; ", pull.Sources.Select(s => s.Problem).OfType<string>()))}" : null;
            }).ConfigureAwait(false)
            && await StageAsync("keep", () =>
            {
                kept = Keep(day, pull!.File, ct);
                return Task.FromResult<string?>(null);
            }).ConfigureAwait(false)
            && await StageAsync("analyze", async () => (await RunAsync(["lab", "analyze", pull!.File, "--json"], ct).ConfigureAwait(false)).Problem).ConfigureAwait(false)
            && await StageAsync("pack", async () =>
            {
                (JsonElement? printed, string? problem) = await RunAsync(["lab", "pack", pull!.File, "-o", lanes, "--lanes", $"{site.Plan.Replay.Lanes}", "--database", database, "--json"], ct).ConfigureAwait(false);
                pack = printed is { } manifest ? new NightlyPack(database, manifest.GetProperty("statements").GetInt64(), manifest.GetProperty("units").GetInt64(), manifest.GetProperty("laneCount").GetInt32()) : null;
                return problem;
            }).ConfigureAwait(false)
            && await StageAsync("testsite", async () => (await RunAsync(["lab", "testsite", "create", "--from", database], ct).ConfigureAwait(false)).Problem).ConfigureAwait(false)
            && await StageAsync("replay", async () =>
            {
                string[] duration = site.Plan.Replay.Duration is { } span ? ["--duration", $"{span.TotalSeconds:0}s"] : [];
                (JsonElement? printed, string? problem) = await RunAsync(["lab", "replay", lanes, "--relay", "--mode", "saturate", .. duration, "--json"], ct).ConfigureAwait(false);
                replay = printed is { } report ? FiguresOf(report) : null;
                return problem;
            }).ConfigureAwait(false);
        return new NightlyReport
        {
            Day = day.Name,
            StartedBy = startedBy,
            StartedAt = started,
            EndedAt = time.GetUtcNow(),
            Ok = ok,
            Stages = _stages,
            Pull = pull,
            Pack = pack,
            Replay = replay,
            ReplayBefore = files.Read(day.Plus(-1).Name)?.Replay,
            DayBefore = Compare(kept, day.Plus(-1)),
            WeekBefore = Compare(kept, day.Plus(-7)),
        };
    }

    private KeptDay Keep(LogDay day, string capture, CancellationToken ct)
    {
        var builder = new DayBuilder(new DayOptions { Offset = day.Offset, Only = day.Date });
        using (EventSource source = EventSource.Open(capture))
            builder.Read(source, Path.GetFileName(capture), ct);
        KeptDay kept = builder.Build(time.GetUtcNow()).Single();
        var store = new DayStore(site.Place.Home.LabDays);
        store.Write(kept);
        store.Prune(day.Date);
        return kept;
    }

    private DayComparison? Compare(KeptDay? kept, LogDay other)
    {
        if (kept is null)
            return null;
        try
        {
            return new DayStore(site.Place.Home.LabDays).Open(other.Date) is { } before ? Short(DayComparison.Of(kept, before)) : null;
        }
        catch (InvalidDataException e)
        {
            _talk.Report($"{other.Name} is not compared with: {e.Message}");
            return null;
        }
    }

    // The whole lists can be made again from the kept days; a report names what matters most.
    private static DayComparison Short(DayComparison whole) => whole with
    {
        Tables = [.. whole.Tables.Take(100)],
        Fingerprints = [.. whole.Fingerprints.Take(100)],
        New = [.. whole.New.Take(100)],
        Gone = [.. whole.Gone.Take(100)],
    };

    private async Task<bool> StageAsync(string name, Func<Task<string?>> work)
    {
        _talk.Report(name);
        long started = time.GetTimestamp();
        string? problem;
        try
        {
            problem = await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or CommandException)
        {
            problem = e.Message;
        }
        _stages.Add(new NightlyStage(name, Math.Round(time.GetElapsedTime(started).TotalSeconds, 2), problem));
        return problem is null;
    }

    /// <summary>Runs one of this program's own commands; what it prints as JSON, and its last words when it failed.</summary>
    private async Task<(JsonElement? Printed, string? Problem)> RunAsync(IReadOnlyList<string> arguments, CancellationToken ct)
    {
        ProcessStartInfo start = SelfProgram.Start(arguments);
        start.Environment[Place.TopologyVariable] = site.Topology.Path;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(ct);
            string output = await process.StandardOutput.ReadToEndAsync(ct).ConfigureAwait(false);
            await process.WaitForExitAsync(ct).ConfigureAwait(false);
            string said = (await error.ConfigureAwait(false)).Trim();
            string last = said.Length > 0 ? said.Split('\n')[^1] : "it said nothing";
            string? problem = process.ExitCode == 0 ? null : $"seawall {string.Join(' ', arguments)} ended with {process.ExitCode}: {last}";
            return (Parse(output), problem);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static JsonElement? Parse(string output)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(output);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static NightlyFigures FiguresOf(JsonElement report)
    {
        JsonElement flight = report.GetProperty("relay").GetProperty("inFlight");
        JsonElement latency = report.GetProperty("latencyMicros");
        return new NightlyFigures
        {
            Statements = report.GetProperty("statements").GetInt64(),
            StatementsPerSecond = report.GetProperty("statementsPerSecond").GetDouble(),
            InFlightMean = flight.GetProperty("mean").GetDouble(),
            Share95 = flight.GetProperty("share95").GetDouble(),
            OrderViolations = report.GetProperty("orderViolations").GetInt64(),
            NewErrors = report.GetProperty("errors").GetProperty("new").GetInt64(),
            DifferentRows = report.GetProperty("rows").GetProperty("different").GetInt64(),
            P50Micros = latency.GetProperty("p50").GetInt64(),
            P99Micros = latency.GetProperty("p99").GetInt64(),
        };
    }
}
