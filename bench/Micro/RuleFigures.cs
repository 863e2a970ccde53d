using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Gate;
using Seawall.Gate.Identity;
using Seawall.Gate.Judging;
using Seawall.Gate.Routing;
using Seawall.Gate.Rules;
using Seawall.Gate.Startup;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;

namespace Seawall.Micro;

/// <summary>What the rules cost a statement, with a hundred of them on: nanoseconds, the best of many rounds, and bytes.</summary>
internal sealed class RuleFigures : IWaiter
{
    private const int Rounds = 20;
    private const int Calls = 100_000;

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    private readonly LiveConfig _config = new();
    private readonly StatementText _text = new();
    private readonly Ledger _ledger;
    private readonly Ticket _ticket;
    private readonly SessionIdentity _session;
    private readonly Upstream _upstream = new("127.0.0.1:1", new IPEndPoint(IPAddress.Loopback, 1));

    private RuleFigures()
    {
        var options = new GateOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Upstreams = new Dictionary<string, string> { ["*"] = "127.0.0.1:1" }, Config = _config };
        _ledger = new Ledger(options, TimeProvider.System, capture: null, new LoginBook(options));
        _ticket = new Ticket(this);
        _session = _ledger.IdentityOf(new StartupParameters(new Dictionary<string, string> { ["user"] = "app", ["database"] = "main", ["application_name"] = "web" }), 1);
    }

    public static void Print()
    {
        var bench = new RuleFigures();
        using var stage = new RuleStage(bench._config, TimeProvider.System);
        object[] figures = [.. bench.Decisions(stage, "no rules", "select * from trade.orders where id = $1")];
        bench._config.Swap(ConfigSnapshot.Of(1, Hundred()));
        figures =
        [
            .. figures,
            .. bench.Decisions(stage, "100 rules, none means it", "select * from trade.orders where id = $1"),
            .. bench.Decisions(stage, "100 rules, one warns", "select * from catalog.items where id = $1 /*application='catalog'*/"),
            .. bench.Decisions(stage, "100 rules, one refuses", "update catalog.items set price = 0"),
            .. bench.Decisions(stage, "100 rules, a place of four taken and given back", "select * from promotions.coupons where id = $1 /*application='promotions'*/"),
            .. bench.Decisions(stage, "100 rules, one with a window", "select * from groupbuy.groups where id = $1 /*application='groupbuy'*/"),
            .. bench.Texts("the same text again", _ => "select * from orders where id = $1 /*application='trade',role='app'*/"),
            .. bench.Texts("the same text, a trace of each call's own in its comment", i => $"select * from orders where id = $1 /*application='trade',role='app',traceparent='00-{i:x32}-{i:x16}-01'*/"),
            .. bench.Texts("the same text without a comment", _ => "select * from orders where id = $1"),
        ];
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                Bench = "rules",
                Command = "dotnet run -c Release --project bench/Micro -- --rules",
                At = DateTimeOffset.UtcNow,
                Machine = new { Processors = Environment.ProcessorCount, Runtime = $".NET {Environment.Version}" },
                Notes = new[] { "A decision is the stage of the rules alone, of a statement that is described already; a text is what it costs to know a statement by its text. Wall time, the best of 20 rounds." },
                Figures = figures,
            },
            s_json));
    }

    public void OnGranted()
    {
    }

    private object[] Decisions(RuleStage stage, string name, string sql)
    {
        _ledger.Catalog.Describe(Encoding.UTF8.GetBytes(sql), _text);
        return Measure("ns_per_decision", "bytes_per_decision", name, calls =>
        {
            for (var i = 0; i < calls; i++)
            {
                stage.Enter(new StatementCall { Session = _session, Statement = _text, Business = _session.BusinessOf(_text.Application), Upstream = _upstream, NowMicros = i }, _ticket);
                _ticket.OnReady(idle: true);
            }
        });
    }

    private object[] Texts(string name, Func<int, string> sql)
    {
        byte[][] texts = [.. Enumerable.Range(0, 10_000).Select(i => Encoding.UTF8.GetBytes(sql(i)))];
        return Measure("ns_per_text", "bytes_per_text", name, calls =>
        {
            for (var i = 0; i < calls; i++)
                _ledger.Catalog.Describe(texts[i % texts.Length], _text);
        });
    }

    private static object[] Measure(string time, string room, string name, Action<int> run)
    {
        var (best, bytes) = (double.MaxValue, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            run(Calls);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Calls);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        return
        [
            new { Name = time, Case = name, Unit = "ns", Seawall = Math.Round(best, 1) },
            new { Name = room, Case = name, Unit = "bytes", Seawall = (double)bytes / Calls },
        ];
    }

    private static IEnumerable<ConfigEntry> Hundred()
    {
        for (var i = 0; i < 96; i++)
        {
            var match = (i % 6) switch
            {
                0 => $"\"business\":[\"b{i}\"],\"table\":[\"s{i}.t\"]",
                1 => $"\"fingerprint\":[\"{i:x16}\"]",
                2 => $"\"role\":[\"r{i}\"],\"kind\":[\"select\"]",
                3 => $"\"login\":[\"l{i}\"],\"shape\":{{\"joinsAtLeast\":{i}}}",
                4 => $"\"caller\":[\"c{i}\"],\"shape\":{{\"noWhere\":true}}",
                _ => $"\"database\":[\"d{i}\"]",
            };
            yield return new ConfigEntry($"rule/n{i:00}", $"{{\"mode\":\"enforce\",\"match\":{{{match}}},\"act\":{{\"kind\":\"refuse\"}}}}", 1);
        }
        yield return new ConfigEntry("rule/warn", """{"order":1,"mode":"warn","match":{"business":["catalog"]},"act":{"kind":"refuse"}}""", 1);
        yield return new ConfigEntry("rule/cap", """{"order":2,"mode":"enforce","match":{"business":["promotions"]},"act":{"kind":"cap","concurrency":4}}""", 1);
        yield return new ConfigEntry("rule/window", """{"order":3,"mode":"enforce","match":{"business":["groupbuy"],"window":{"from":"00:00","to":"00:01"}},"act":{"kind":"refuse"}}""", 1);
        yield return new ConfigEntry("rule/where", """{"order":4,"mode":"enforce","match":{"kind":["update"],"shape":{"noWhere":true}},"act":{"kind":"refuse"}}""", 1);
    }
}
