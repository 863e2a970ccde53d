using System.CommandLine;
using System.Globalization;
using Npgsql;
using Seawall.Client.Sql;
using Seawall.Kernel;
using Seawall.Mall.Trade;
using Seawall.Mall.Traffic;
using Seawall.Mall.Traffic.Books;
using Seawall.Mall.Traffic.Measure;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall traffic</c>: shoppers walk the storefront, and their books are compared with the database's.</summary>
internal static class TrafficCommand
{
    public static Command Create()
    {
        var shoppers = new Option<int>("--shoppers") { Description = "Shoppers at once, 1..10000", HelpName = "N", DefaultValueFactory = _ => 50 };
        var duration = TrafficOutages.TimeOption("--duration", "How long they walk", "60s");
        var think = TrafficOutages.TimeOption("--think", "Mean pause between a shopper's steps", "1s");
        var seed = new Option<int>("--seed") { Description = "Seed of every choice", HelpName = "S", DefaultValueFactory = _ => 1 };
        var reports = new Option<int>("--reports") { Description = "Sessions of slow reports meanwhile, 0..2", HelpName = "N", DefaultValueFactory = _ => 1 };
        var ledger = new Option<FileInfo>("--ledger") { Description = "Write the acknowledged orders here, one JSON object a line", HelpName = "FILE" };
        var verify = new Option<bool>("--verify") { Description = "Compare the books with the database; on unless --verify false", DefaultValueFactory = _ => true };
        var mark = new Option<string>("--mark") { Description = "Requests are rehearsal load under this mark: they may read and not write, and are counted nowhere", HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON" };
        var outages = new TrafficOutages();
        var curves = new CurveOptions();
        Option<FileInfo> topology = Place.TopologyOption();
        shoppers.Validators.Add(result => RequireBetween(result.GetValueOrDefault<int>(), 1, 10_000, "--shoppers", result.AddError));
        reports.Validators.Add(result => RequireBetween(result.GetValueOrDefault<int>(), 0, 2, "--reports", result.AddError));
        var command = new ExampleCommand("traffic", "Send shoppers through the storefront and check that no order is lost, oversold or charged twice")
        {
            Examples =
            [
                "seawall traffic --shoppers 50 --duration 60s",
                "seawall traffic --shoppers 200 --duration 5m --seed 7 --ledger orders.jsonl --json",
                "seawall traffic --duration 60s --outage redis --outage-at 20s --outage-for 20s   every cache down in the middle",
                "seawall traffic --shoppers 20 --curve deploy/curves/singles-day.json --curve-from -5m --curve-for 10m --speed 10",
                "seawall traffic --shoppers 50 --mark rehearsal-1                                rehearsal load: reads only, out of every book and monitor",
                "seawall traffic --outage redis-shops,redis-channels --json                       figures before, during and after",
            ],
        };
        foreach (Option option in new Option[] { shoppers, duration, think, seed, reports, ledger, mark, verify, json, topology }.Concat(outages.All).Concat(curves.All))
        {
            command.Add(option);
        }
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetValue(topology)?.FullName,
            (options, site) => curves.Follow(options, parsed, parsed.GetValue(shoppers), parsed.GetResult(duration) is { Implicit: false }) with
            {
                Shoppers = parsed.GetValue(shoppers),
                Duration = parsed.GetValue(duration),
                Think = parsed.GetValue(think),
                Seed = parsed.GetValue(seed),
                ReportSessions = parsed.GetValue(reports),
                Mark = parsed.GetValue(mark) is { } id ? MarkSecret.Sign(id, Secrets.In(Place.Current.Home), TimeProvider.System) : null,
                Outage = outages.Read(parsed, curves.Length(parsed) ?? parsed.GetValue(duration), site, Place.Current.Home),
            },
            new Output(parsed.GetValue(ledger)?.FullName, parsed.GetValue(verify), parsed.GetValue(json)),
            ct));
        return command;
    }

    private static async Task<int> RunAsync(string? file, Func<TrafficOptions, SiteTopology, TrafficOptions> choose, Output output, CancellationToken ct)
    {
        Place place = Place.Current;
        SiteTopology topology = place.Topology(file);
        TrafficOptions options = choose(Site(topology, Secrets.In(place.Home)), topology);

        await using var run = new TrafficRun(options, TimeProvider.System);
        var progress = new TrafficProgress(options.Curve?.Duration ?? options.Duration);
        TrafficFigures figures = await run.RunAsync(progress.Show, ct).ConfigureAwait(false);
        progress.End();
        // An interrupted run has books too, and they must agree just the same.
        if (output.Ledger is { } path)
        {
            await run.Ledger.WriteAsync(path, CancellationToken.None).ConfigureAwait(false);
        }
        IReadOnlyList<BooksFinding> findings = output.Verify ? await run.CheckBooksAsync(CancellationToken.None).ConfigureAwait(false) : [];
        if (output.Json)
        {
            TrafficReport.WriteJson(Console.Out, options, figures, findings);
        }
        else
        {
            TrafficReport.Write(Console.Out, options, figures, findings);
        }
        return !findings.All(finding => finding.Kept) ? ExitCode.Failed : ct.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Ok;
    }

    /// <summary>Where shoppers go and whose books are checked, on the site of a topology.</summary>
    internal static TrafficOptions Site(SiteTopology topology, Secrets secrets)
    {
        ProcessNode web = topology.ProcessOf("web")
            ?? throw new CommandException($"{topology.Path} has no process that hosts 'web'", ExitCode.Usage);
        PostgresNode node = topology.PostgresOf(TradeBusiness.Name)
            ?? throw new CommandException($"{topology.Path} gives business '{TradeBusiness.Name}' no PostgreSQL instance", ExitCode.Usage);
        var connection = new NpgsqlConnectionStringBuilder(topology.ConnectionString(node, Logins.Batch, secrets));
        return new TrafficOptions
        {
            Storefront = new Uri($"http://{web.Listen}"),
            Batch = new SeawallDataOptions
            {
                Application = "reports",
                Host = connection.Host!,
                Port = connection.Port,
                Database = connection.Database!,
                Username = connection.Username!,
                Password = connection.Password!,
                PoolSize = 2,
                CommandTimeout = TimeSpan.FromSeconds(60),
            },
        };
    }

    private static void RequireBetween(int value, int least, int most, string name, Action<string> fault)
    {
        if (value < least || value > most)
        {
            fault(string.Create(CultureInfo.InvariantCulture, $"{name}: must be {least}..{most}, was {value}"));
        }
    }

    private sealed record Output(string? Ledger, bool Verify, bool Json);
}
