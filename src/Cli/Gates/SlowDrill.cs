using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Seawall.Client.Config;
using Seawall.Postgres.Sql;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>
/// Tries on a running site that slow statements are stopped by named rules: the peak set in warn mode counts a planted report of <c>batch</c> and lets it run, in force it refuses
/// it by the rule's name while core statements pass; a statement of the core is stopped by a rule of its fingerprint; then every key is put back byte for byte.
/// </summary>
internal sealed class SlowDrill(Place place, SiteTopology topology, HttpClient control, TimeProvider time)
{
    private const string Reason = "drill: slow statements are stopped by named rules";
    private const string Report = "peak-no-reports";
    private const string CoreRule = "drill-slow-core";
    private const string Planted =
        "SELECT a.item_id, count(*) AS together FROM trade.order_lines AS a JOIN trade.order_lines AS b ON b.order_id = a.order_id AND b.item_id > a.item_id GROUP BY a.item_id ORDER BY together DESC LIMIT 3";

    private const string Core = "SELECT count(*) FROM trade.carts";
    private const string SlowCore = "SELECT status, count(*) FROM trade.orders GROUP BY status ORDER BY status";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly Secrets _secrets = Secrets.In(place.Home);

    public async Task<SlowFinding> RunAsync(CancellationToken ct)
    {
        var set = PeakSet();
        var keys = set.Keys.Append(ConfigKeys.Rule + CoreRule).ToArray();
        var before = await ValuesAsync(keys, ct).ConfigureAwait(false);
        using var gates = new GateRuleCounts(topology);
        SlowFinding found;
        try
        {
            // 1. Warn: the report runs and is counted.
            await PublishAsync(set.ToDictionary(rule => rule.Key, rule => (string?)InMode(rule.Value, "warn")), ct).ConfigureAwait(false);
            await gates.UntilAsync(Report, "warn", time, ct).ConfigureAwait(false);
            var countedBefore = await gates.CountAsync(Report, "warned", ct).ConfigureAwait(false);
            var ran = await TryAsync(Logins.Batch, Planted, ct).ConfigureAwait(false);
            var counted = await gates.CountAsync(Report, "warned", ct).ConfigureAwait(false) - countedBefore;
            Tell($"warn: the planted report {(ran is null ? "ran" : $"failed: {ran.MessageText}")}, counted {counted}");

            // 2. Enforce: it is refused by name, the core goes on.
            var began = time.GetTimestamp();
            await PublishAsync(set.ToDictionary(rule => rule.Key, rule => (string?)InMode(rule.Value, "enforce")), ct).ConfigureAwait(false);
            await gates.UntilAsync(Report, "enforce", time, ct).ConfigureAwait(false);
            var inForceMs = (long)time.GetElapsedTime(began).TotalMilliseconds;
            var refused = await TryAsync(Logins.Batch, Planted, ct).ConfigureAwait(false);
            var core = await TryAsync("trade", Core, ct).ConfigureAwait(false);
            Tell($"enforce: the report is refused with {refused?.SqlState ?? "nothing"} \"{refused?.MessageText}\", core {(core is null ? "passes" : $"FAILS: {core.MessageText}")}");

            // 3. A slow statement of the core is stopped by a rule of its fingerprint, and nothing else of the core is.
            await PublishAsync(new() { [ConfigKeys.Rule + CoreRule] = OfFingerprint(SlowCore) }, ct).ConfigureAwait(false);
            await gates.UntilAsync(CoreRule, "enforce", time, ct).ConfigureAwait(false);
            var stopped = await TryAsync("trade", SlowCore, ct).ConfigureAwait(false);
            core ??= await TryAsync("trade", Core, ct).ConfigureAwait(false);
            Tell($"a slow statement of trade is refused with {stopped?.SqlState ?? "nothing"} \"{stopped?.MessageText}\"");
            found = new SlowFinding([.. set.Keys], ran is null, counted, inForceMs, Names(refused, Report), refused?.SqlState, refused?.MessageText, core is null, Names(stopped, CoreRule));
        }
        finally
        {
            // Also when the person at the keyboard has ended it.
            await PublishAsync(before.ToDictionary(), CancellationToken.None).ConfigureAwait(false);
        }
        var after = await ValuesAsync(keys, ct).ConfigureAwait(false);
        var ranAgain = await UntilRunsAsync(before, gates, ct).ConfigureAwait(false);
        return found with { Undone = keys.All(key => before[key] == after[key]) && ranAgain };
    }

    /// <summary>A rule's JSON in another mode.</summary>
    internal static string InMode(string rule, string mode)
    {
        var json = JsonNode.Parse(rule)!.AsObject();
        json["mode"] = mode;
        return json.ToJsonString();
    }

    internal static string OfFingerprint(string sql)
    {
        var analyzer = new StatementAnalyzer();
        analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        return new JsonObject
        {
            ["what"] = Reason,
            ["mode"] = "enforce",
            ["order"] = 1,
            ["match"] = new JsonObject { ["fingerprint"] = new JsonArray(analyzer.Fingerprint.ToString("x16", CultureInfo.InvariantCulture)) },
            ["act"] = new JsonObject { ["kind"] = "refuse", ["sqlstate"] = "57014" },
        }.ToJsonString();
    }

    private static bool Names(PostgresException? refusal, string rule) => refusal is { SqlState: "57014" } && refusal.MessageText.Contains(rule, StringComparison.Ordinal);

    private static void Tell(string line) => Console.Error.WriteLine(line);

    private Dictionary<string, string> PeakSet()
    {
        var file = DeployFiles.All(place, "config").FirstOrDefault(file => Path.GetFileName(file) == "peak.json")
            ?? throw new CommandException("deploy/config/peak.json is missing: it holds the rules of the peak");
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return json.RootElement.EnumerateObject().Where(entry => entry.Name.StartsWith(ConfigKeys.Rule, StringComparison.Ordinal)).ToDictionary(entry => entry.Name, entry => entry.Value.GetRawText());
    }

    private async Task<Dictionary<string, string?>> ValuesAsync(string[] keys, CancellationToken ct)
    {
        var answer = await ApiOptions.GetAsync(control, "/api/config/entries?prefix=" + ConfigKeys.Rule, ct).ConfigureAwait(false);
        var all = answer.GetProperty("entries").EnumerateArray().ToDictionary(entry => entry.GetProperty("key").GetString()!, entry => entry.GetProperty("value").GetString());
        return keys.ToDictionary(key => key, key => all.GetValueOrDefault(key));
    }

    private Task<JsonElement> PublishAsync(Dictionary<string, string?> values, CancellationToken ct) => ApiOptions.PostAsync(control, "/api/config/publish", new JsonObject
    {
        ["reason"] = Reason,
        ["changes"] = new JsonArray([.. values.Select(value => (JsonNode?)new JsonObject { ["key"] = value.Key, ["value"] = value.Value })]),
    }, ct);

    /// <summary>What the server or the gate says against a statement; null when it ran.</summary>
    private async Task<PostgresException?> TryAsync(string login, string sql, CancellationToken ct)
    {
        var node = topology.PostgresOf("trade") ?? throw new CommandException($"{topology.Path} gives business 'trade' no PostgreSQL instance", ExitCode.Usage);
        var options = new NpgsqlConnectionStringBuilder(topology.ConnectionString(node, login, _secrets)) { Pooling = false, ApplicationName = login, CommandTimeout = 30 };
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync(ct).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        try
        {
            await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
            return null;
        }
        catch (PostgresException e)
        {
            return e;
        }
    }

    // What was put back is in force when the gates follow it; where no rule stood before, the report runs again.
    private async Task<bool> UntilRunsAsync(Dictionary<string, string?> before, GateRuleCounts gates, CancellationToken ct)
    {
        await gates.UntilAsync(CoreRule, null, time, ct).ConfigureAwait(false);
        var began = time.GetTimestamp();
        while (await TryAsync("trade", SlowCore, ct).ConfigureAwait(false) is not null)
        {
            if (before[ConfigKeys.Rule + CoreRule] is not null || time.GetElapsedTime(began) > Longest)
                return false;
            await Task.Delay(Pace, time, ct).ConfigureAwait(false);
        }
        return true;
    }
}

/// <summary>What was seen of the rules of the peak.</summary>
/// <param name="Rules">The keys of the set.</param>
/// <param name="RanInWarnMode">Whether the planted report ran while the set warned only.</param>
/// <param name="Counted">How often the set counted it meanwhile.</param>
/// <param name="InForceMs">From the publish of the enforced set until every gate followed it, polls included.</param>
/// <param name="RefusedByName">Whether it was refused with 57014 and the rule's name in force.</param>
/// <param name="SqlState">The refusal's.</param>
/// <param name="Message">The refusal's.</param>
/// <param name="CorePasses">Whether statements of trade ran in force.</param>
/// <param name="CoreStopped">Whether a statement of trade was stopped by a rule of its fingerprint.</param>
internal sealed record SlowFinding(
    IReadOnlyList<string> Rules, bool RanInWarnMode, long Counted, long InForceMs, bool RefusedByName, string? SqlState, string? Message, bool CorePasses, bool CoreStopped)
{
    /// <summary>Whether every key holds what it held before, byte for byte, and statements run as before.</summary>
    public bool Undone { get; init; }

    public bool IsGood => RanInWarnMode && Counted == 1 && InForceMs <= 1_000 && RefusedByName && CorePasses && CoreStopped && Undone;
}
