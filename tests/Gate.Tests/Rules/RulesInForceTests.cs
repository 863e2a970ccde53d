using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;
using Seawall.Client.Config;

namespace Seawall.Gate.Tests.Rules;

/// <summary>Rules as clients meet them: real statements through a gate, pushes under load.</summary>
public sealed class RulesInForceTests
{
    private static readonly string[] s_statements =
    [
        "select relname from pg_class where oid = {0}", "select relname from pg_class", "select relname from pg_class where relname like '%{0}' limit 1",
        "select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = {0}", "select {0}", "update pg_temp.t set a = {0}", "update pg_temp.t set a = 1 where a = {0}",
    ];

    private static readonly (string Name, string Text)[] s_rules =
    [
        ("a-core", """ "order":1,"match":{"business":["trade"]},"act":{"kind":"allow"}"""),
        ("b-where", """ "order":2,"match":{"kind":["select","update"],"shape":{"noWhere":true}},"act":{"kind":"refuse","sqlstate":"0A000"}"""),
        ("c-search", """ "order":3,"match":{"shape":{"leadingWildcard":true}},"act":{"kind":"refuse"}"""),
        ("d-joins", """ "order":4,"match":{"business":["batch"],"shape":{"joinsAtLeast":1}},"act":{"kind":"refuse"}"""),
    ];

    [Fact]
    public async Task Warn_mode_names_exactly_the_statements_that_enforce_mode_then_refuses()
    {
        const int seed = 20261123;
        var config = new LiveConfig();
        await using var fixture = await GateFixture.StartAsync(o => o with { Config = config, CaptureDirectory = null });
        // What the driver asks when it opens is no part of the traffic.
        await using var connection = await fixture.OpenAsync();
        Assert.Null(await RefusedAsync(connection, "create temp table t (a int)"));
        config.Swap(Rules(1, "warn"));
        var (refused, failed) = await RunAsync(connection, seed);
        Assert.Equal((0, 0), (refused.Count, failed));
        var warned = Named(await ReportAsync(fixture), "warned");

        config.Swap(Rules(2, "enforce"));
        (refused, failed) = await RunAsync(connection, seed);
        var report = await ReportAsync(fixture);

        Assert.Equal(0, failed);
        Assert.Equal(warned, Named(report, "refused"));
        Assert.Equal(warned.GroupBy(row => row.Rule).Select(rule => (rule.Key, rule.Sum(row => row.Calls))), refused.GroupBy(rule => rule).OrderBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => (rule.Key, (long)rule.Count())));
        Assert.Equal(2, report.GetProperty("revision").GetInt64());
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri($"http://{fixture.Gate.AdminEndPoint}/metrics"));
        Assert.Contains($"seawall_gate_decisions_total{{business=\"batch\",decision=\"refused\",gate=\"gate\",rule=\"d-joins\"}} {refused.Count(rule => rule == "d-joins")}", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_pushed_under_load_hold_at_once_on_every_gate_and_never_half_a_set()
    {
        // Of the two rules one is enforced at any time. A statement that saw one rule of the old set and one of the new would find both off.
        LiveConfig[] configs = [new(), new()];
        await using var one = await GateFixture.StartAsync(o => o with { Config = configs[0], CaptureDirectory = null, Admin = null });
        await using var two = await GateFixture.StartAsync(o => o with { Config = configs[1], CaptureDirectory = null, Admin = null, Listen = one.Gate.EndPoint });
        List<NpgsqlConnection> connections = [];
        while (connections.Count < 4 || one.Gate.Context.Counters.Open == 0 || two.Gate.Context.Counters.Open == 0)
        {
            Assert.True(connections.Count < 64, $"the system gives all connections of one port to one gate: {one.Gate.Context.Counters.Open}, {two.Gate.Context.Counters.Open}");
            connections.Add(await one.OpenAsync());
        }
        Push(0);
        var round = 0;
        var passed = new ConcurrentQueue<string>();
        // What each client was refused by last, and the round in which it asked.
        var seen = new (int Asked, string Rule)[connections.Count];
        using var end = new CancellationTokenSource();
        Task[] load = [.. connections.Select((connection, i) => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                var asked = Volatile.Read(ref round);
                var rule = await RefusedAsync(connection, "select relname from pg_class limit 1");
                if (rule is not ("a-even" or "b-odd"))
                    passed.Enqueue($"round {asked}: {rule}");
                lock (seen)
                    seen[i] = (asked, rule ?? "");
            }
        }))];
        for (var next = 1; next <= 40; next++)
        {
            Push(next);
            Volatile.Write(ref round, next);
            // Whoever asks after the push meets the new rule, wherever he is.
            await Eventually.BecomesAsync(() => Seen(next), all => all, $"all {connections.Count} clients asked in round {next}");
            lock (seen)
                Assert.All(seen, last => Assert.Equal(next % 2 == 0 ? "a-even" : "b-odd", last.Rule));
        }
        await end.CancelAsync();
        await Task.WhenAll(load);
        foreach (var connection in connections)
            await connection.DisposeAsync();
        Assert.Empty(passed);

        bool Seen(int asked)
        {
            lock (seen)
                return seen.All(last => last.Asked == asked);
        }

        void Push(int number)
        {
            const string Body = "\"match\":{\"table\":[\"pg_class\"],\"kind\":[\"select\"]},\"act\":{\"kind\":\"refuse\"}}";
            foreach (var config in configs)
            {
                Assert.Empty(config.Swap(ConfigSnapshot.Of(number + 1,
                [
                    new ConfigEntry("rule/a-even", $"{{\"mode\":\"{(number % 2 == 0 ? "enforce" : "off")}\",{Body}", number + 1),
                    new ConfigEntry("rule/b-odd", $"{{\"mode\":\"{(number % 2 == 0 ? "off" : "enforce")}\",{Body}", number + 1),
                ])));
            }
        }
    }

    [Fact]
    public async Task Waits_in_vain_and_cancels_are_counted_for_their_rule()
    {
        var config = new LiveConfig();
        config.Swap(ConfigSnapshot.Of(1,
        [
            new ConfigEntry("rule/a-slow", """{"mode":"enforce","order":1,"match":{"business":["slow"]},"act":{"kind":"cancel","afterMs":300}}""", 1),
            new ConfigEntry("rule/b-slot", """{"mode":"enforce","order":2,"match":{"business":["slot"],"kind":["select"]},"act":{"kind":"queue","concurrency":1,"waiting":5,"timeoutMs":20}}""", 1),
        ]));
        await using var fixture = await GateFixture.StartAsync(o => o with { Config = config, CaptureDirectory = null });
        await using var holds = await fixture.OpenAsync();
        await using var waits = await fixture.OpenAsync();
        var slow = SaidAsync(holds, "select pg_sleep(30) /*application='slow'*/");
        await using var holder = await fixture.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        var held = SaidAsync(holder, "select pg_sleep(0.5) /*application='slot'*/");
        await Eventually.BecomesAsync(() => ReportAsync(fixture), report => Rule(report, "b-slot").GetProperty("running").GetInt32() == 1, "one holds the place");

        var vain = await SaidAsync(waits, "select 1 /*application='slot'*/");

        Assert.Equal(("53000", "rule \"b-slot\" kept this statement of business slot waiting for 20 ms in vain"), (vain?.SqlState, vain?.MessageText));
        Assert.EndsWith("retry_after_ms=100", vain?.Hint, StringComparison.Ordinal);
        Assert.Null(await held);
        Assert.Equal(("57014", "rule \"a-slow\" cancelled this statement of business slow after 300 ms"), ((await slow)?.SqlState, (await slow)?.MessageText));
        var report = await ReportAsync(fixture);
        Assert.Equal((1, 1, 1), (Rule(report, "b-slot").GetProperty("timedOut").GetInt32(), Rule(report, "b-slot").GetProperty("queued").GetInt32(), Rule(report, "a-slow").GetProperty("cancelled").GetInt32()));
    }

    private static ConfigSnapshot Rules(long revision, string mode) =>
        ConfigSnapshot.Of(revision, s_rules.Select(rule => new ConfigEntry("rule/" + rule.Name, $$"""{"mode":"{{mode}}",{{rule.Text}}}""", revision)));

    // The rules that refused, one for each refused statement, and how many failed of anything else.
    private static async Task<(List<string> Refused, int Failed)> RunAsync(NpgsqlConnection connection, int seed)
    {
        var random = new Random(seed);
        var refused = new List<string>();
        var failed = 0;
        for (var i = 0; i < 120; i++)
        {
            var business = (random.Next(4)) switch { 0 => "trade", 1 => "batch", 2 => "reviews", _ => "" };
            var sql = string.Format(System.Globalization.CultureInfo.InvariantCulture, s_statements[random.Next(s_statements.Length)], random.Next(10_000))
                + (business.Length > 0 ? $" /*application='{business}',traceparent='00-{random.NextInt64():x16}-01'*/" : "");
            var rule = await RefusedAsync(connection, sql);
            if (rule is not null && s_rules.Any(known => known.Name == rule))
                refused.Add(rule);
            else if (rule is not null)
                failed++;
        }
        return (refused, failed);
    }

    // The rule that refused; null when the statement ran.
    private static async Task<string?> RefusedAsync(NpgsqlConnection connection, string sql)
    {
        var said = await SaidAsync(connection, sql);
        return said is null ? null : said.Routine?.StartsWith("seawall:", StringComparison.Ordinal) == true ? said.Routine["seawall:".Length..] : said.MessageText;
    }

    private static async Task<PostgresException?> SaidAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteScalarAsync();
            return null;
        }
        catch (PostgresException e)
        {
            return e;
        }
    }

    private static async Task<JsonElement> ReportAsync(GateFixture fixture)
    {
        using var http = new HttpClient();
        using var json = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://{fixture.Gate.AdminEndPoint}/rules")));
        return json.RootElement.Clone();
    }

    private static JsonElement Rule(JsonElement report, string name) => report.GetProperty("rules").EnumerateArray().Single(rule => rule.GetProperty("name").GetString() == name);

    private static List<(string Rule, string Business, string Sql, long Calls)> Named(JsonElement report, string what) =>
    [
        .. from rule in report.GetProperty("rules").EnumerateArray()
           from row in rule.GetProperty("top").EnumerateArray()
           where row.GetProperty(what).GetInt64() > 0
           let named = (rule.GetProperty("name").GetString()!, row.GetProperty("business").GetString()!, row.GetProperty("sql").GetString()!, row.GetProperty(what).GetInt64())
           orderby named.Item1, named.Item2, named.Item3
           select named,
    ];
}
