using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Client.Config;
using Seawall.Control.Operators;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>
/// Freezes the running site, for five minutes at most so that a drill that dies leaves no freeze, and tries what must not go: a change by one person, another build, a
/// break-glass act by one person. Then two persons change something, and end the freeze.
/// </summary>
internal sealed class FreezeDrill(Place place, SiteTopology topology, TimeProvider time)
{
    private const string Item = "item/drill/freeze";
    private const string Reason = "drill: does the freeze hold";
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(20);
    private static readonly Person _first = new("drill-first", OperatorLevel.Operator);
    private static readonly Person _second = new("drill-second", OperatorLevel.Approver);

    public async Task<FreezeFinding> RunAsync(CancellationToken ct)
    {
        using HttpClient first = ControlApi.Open(place, topology, _first);
        using HttpClient second = ControlApi.Open(place, topology, _second);
        if ((await ApiOptions.GetAsync(first, "/api/freeze", ct).ConfigureAwait(false)).GetProperty("on").GetBoolean())
        {
            throw new CommandException("the site is frozen already, and the drill would end that; drill when it is not");
        }
        IReadOnlyDictionary<string, string> before = await EntriesAsync(first, ct).ConfigureAwait(false);
        await ApiOptions.PostAsync(first, "/api/freeze/on", new JsonObject { ["reason"] = Reason, ["until"] = time.GetUtcNow() + _longest }, ct).ConfigureAwait(false);
        FreezeFinding found;
        try
        {
            found = await TryAsync(first, second, ct).ConfigureAwait(false);
        }
        finally
        {
            JsonElement asked = await ApiOptions.PostAsync(first, "/api/freeze/off", new JsonObject { ["reason"] = Reason }, CancellationToken.None).ConfigureAwait(false);
            await AgreeAsync(second, asked, CancellationToken.None).ConfigureAwait(false);
            await PublishAsync(first, null, CancellationToken.None).ConfigureAwait(false);
        }
        IReadOnlyDictionary<string, string> after = await EntriesAsync(first, ct).ConfigureAwait(false);
        return found with { Restored = before.Count == after.Count && before.All(entry => after.GetValueOrDefault(entry.Key) == entry.Value) };
    }

    private async Task<FreezeFinding> TryAsync(HttpClient first, HttpClient second, CancellationToken ct)
    {
        // 1. One person alone.
        JsonElement alone = await PublishAsync(first, """{"value":true}""", ct).ConfigureAwait(false);
        bool waits = alone.GetProperty("outcome").GetString() == "waits" && !(await EntriesAsync(first, ct).ConfigureAwait(false)).ContainsKey(Item);
        // 2. Another build, judged by what lies in the home alone; and a break-glass act.
        await UntilKeptAsync(ct).ConfigureAwait(false);
        (int code, string said) = await UpOfAnotherBuildAsync(ct).ConfigureAwait(false);
        // 3. Two persons.
        await AgreeAsync(second, alone, ct).ConfigureAwait(false);
        bool published = (await EntriesAsync(first, ct).ConfigureAwait(false)).ContainsKey(Item);
        return new FreezeFinding(waits, waits ? alone.GetProperty("why").GetString()! : "", published, code == ExitCode.Failed && said.Contains("frozen", StringComparison.Ordinal), said, IsBreakGlassRefused());
    }

    private bool IsBreakGlassRefused()
    {
        try
        {
            new BreakGlassActs(place, topology).Compose([$"{Item}={{\"value\":false}}"], [], Reason, _first);
            return false;
        }
        catch (CommandException e)
        {
            return e.Message.Contains("two persons", StringComparison.Ordinal);
        }
    }

    // The program itself, before a home that holds what this one does but says that another build was up last. It gets no further than the gate.
    private async Task<(int Code, string Said)> UpOfAnotherBuildAsync(CancellationToken ct)
    {
        var other = new SeawallHome(Path.Combine(place.Home.Root, "freeze-drill"));
        try
        {
            other.Create();
            Copy(new DirectoryInfo(place.Home.SecretsDirectory), other.SecretsDirectory, "*");
            Copy(new DirectoryInfo(Path.GetDirectoryName(place.Home.StateOf("any"))!), Path.GetDirectoryName(other.StateOf("any"))!, "config.lkg");
            await File.WriteAllTextAsync(Path.Combine(other.Root, "build"), "000000000000\n", ct).ConfigureAwait(false);
            ProcessStartInfo start = SelfProgram.Start(["up", "--detach", "--topology", topology.Path]);
            start.Environment[SeawallHome.Variable] = other.Root;
            using Process up = Process.Start(start)!;
            up.StandardInput.Close();
            Task<string> output = up.StandardOutput.ReadToEndAsync(ct), errors = up.StandardError.ReadToEndAsync(ct);
            await up.WaitForExitAsync(ct).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            return (up.ExitCode, (await errors.ConfigureAwait(false)).Trim());
        }
        finally
        {
            Directory.Delete(other.Root, recursive: true);
        }
    }

    private static void Copy(DirectoryInfo from, string to, string which)
    {
        Directory.CreateDirectory(to);
        foreach (FileInfo file in from.Exists ? from.EnumerateFiles(which, SearchOption.AllDirectories) : [])
        {
            string target = Path.Combine(to, Path.GetRelativePath(from.FullName, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            file.CopyTo(target, overwrite: true);
        }
    }

    private async Task UntilKeptAsync(CancellationToken ct)
    {
        var acts = new BreakGlassActs(place, topology);
        long began = time.GetTimestamp();
        while (SiteFreeze.Holding(acts.Newest(), time.GetUtcNow()) is null)
        {
            if (time.GetElapsedTime(began) > _patience)
            {
                throw new CommandException($"no process has kept the freeze on its disk within {_patience.TotalSeconds:0} s; `seawall config instances` says who follows");
            }
            await Task.Delay(_pace, time, ct).ConfigureAwait(false);
        }
    }

    private static Task<JsonElement> PublishAsync(HttpClient http, string? value, CancellationToken ct) => ApiOptions.PostAsync(
        http, "/api/config/publish", new JsonObject { ["reason"] = Reason, ["changes"] = new JsonArray(new JsonObject { ["key"] = Item, ["value"] = value }) }, ct);

    private static async Task AgreeAsync(HttpClient http, JsonElement asked, CancellationToken ct)
    {
        if (asked.TryGetProperty("proposal", out JsonElement proposal))
        {
            await ApiOptions.PostAsync(http, $"/api/config/proposals/{proposal.GetInt64()}/approve", new JsonObject { ["reason"] = Reason }, ct).ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> EntriesAsync(HttpClient http, CancellationToken ct) =>
        (await ApiOptions.GetAsync(http, "/api/config/entries", ct).ConfigureAwait(false)).GetProperty("entries").EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("key").GetString()!, entry => entry.GetProperty("value").GetString()!);
}

/// <summary>What was seen of the freeze.</summary>
/// <param name="AloneWaits">A change by one person waited, and nothing changed.</param>
/// <param name="AloneWhy">What that person was told.</param>
/// <param name="PairPublishes">The same change went out when a second person agreed.</param>
/// <param name="UpRefused">`seawall up` of another build ended at once.</param>
/// <param name="UpSaid">What it said.</param>
/// <param name="BreakGlassRefused">A break-glass act by one person was not made.</param>
internal sealed record FreezeFinding(bool AloneWaits, string AloneWhy, bool PairPublishes, bool UpRefused, string UpSaid, bool BreakGlassRefused)
{
    /// <summary>Everything is as before, byte for byte, and the freeze is over.</summary>
    public bool Restored { get; init; }

    public bool IsGood => AloneWaits && PairPublishes && UpRefused && BreakGlassRefused && Restored;
}
