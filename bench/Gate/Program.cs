using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Seawall.Gate;
using Seawall.GateBench;
using Seawall.Topology;

// dotnet run -c Release --project bench/Gate [-- SECONDS]     the bench
// Seawall.GateBench serve PORT UPSTREAM DIRECTORY             one gate, as the bench starts it
if (args is ["serve", var port, var upstream, var directory])
{
    using var stop = new CancellationTokenSource();
    using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
    {
        context.Cancel = true;
        stop.Cancel();
    });
    await GateHost.RunAsync(
        new GateOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)),
            Upstreams = new Dictionary<string, string> { ["*"] = $"127.0.0.1:{upstream}" },
            StatsFile = Path.Combine(directory, "stats.db"),
            CaptureDirectory = directory.EndsWith("capture", StringComparison.Ordinal) ? directory : null,
        },
        stop.Token);
    return 0;
}

int seconds = args is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 10;
await using Stage stage = await Stage.SetAsync();
List<Contestant> contestants = [Contestant.Direct(stage), Contestant.Gate(stage, capture: false), Contestant.Gate(stage, capture: true)];
if (Contestant.PgBouncer(stage) is { } bouncer)
    contestants.Add(bouncer);
List<Measurement> measurements = [];
foreach (string protocol in (string[])["simple", "extended", "prepared"])
{
    foreach (Contestant contestant in contestants)
    {
        await stage.PgbenchAsync(contestant, protocol, seconds: 2);
        Measurement measured = await stage.PgbenchAsync(contestant, protocol, seconds);
        measurements.Add(measured);
        Console.Error.WriteLine($"{protocol,-9} {contestant.Name,-18} {measured.Tps,9:0} tps  {measured.CpuMicrosPerQuery,6:0.00} µs CPU a query");
    }
}
foreach (Contestant contestant in contestants)
    await contestant.StopAsync();
Console.WriteLine(await Report.WriteAsync(measurements, stage, seconds));
return 0;
