using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using Seawall.Gate;
using Seawall.GateBench;
using Seawall.Topology;

// dotnet run -c Release --project bench/Gate [-- ROUNDS]               the bench
// dotnet run -c Release --project bench/Gate -- tls [ROUNDS]           the same with TLS to the clients
// Seawall.GateBench serve PORT UPSTREAM DIRECTORY [CERTIFICATE KEY]    one gate, as the bench starts it
if (args is ["serve", var port, var upstream, var directory, ..])
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
            TlsCertificate = args is [.., var certificate, var key] && args.Length == 6 ? X509Certificate2.CreateFromPemFile(certificate, key) : null,
        },
        stop.Token);
    return 0;
}

bool tls = args is ["tls", ..];
int rounds = args is [.., var text] && (args.Length == 2 || !tls) ? int.Parse(text, CultureInfo.InvariantCulture) : 9;
await using Stage stage = await Stage.SetAsync();
List<Contestant> contestants = [Contestant.Direct(stage), Contestant.Gate(stage, capture: false, tls), Contestant.Gate(stage, capture: true, tls)];
if (tls)
    contestants.Add(Contestant.Gate(stage, capture: false));
if (Contestant.PgBouncer(stage, tls) is { } bouncer)
    contestants.Add(bouncer);
List<Measurement> measurements = [];
foreach (string protocol in (string[])["simple", "extended", "prepared"])
{
    foreach (Contestant contestant in contestants)
        await stage.PgbenchAsync(contestant, protocol, seconds: 4);

    // Short runs by turns, so that whatever else the machine does meets all contestants alike.
    for (int round = 0; round < rounds; round++)
    {
        foreach (Contestant contestant in contestants)
            measurements.Add(await stage.PgbenchAsync(contestant, protocol, Stage.SecondsARun));
    }
    foreach (Measurement median in Report.Medians(measurements.Where(m => m.Protocol == protocol)))
        Console.Error.WriteLine($"{protocol,-9} {median.Contestant,-28} {median.Tps,9:0} tps  {median.UserMicros,6:0.00} user + {median.SystemMicros,6:0.00} system µs a query");
}
foreach (Contestant contestant in contestants)
    await contestant.StopAsync();
Console.WriteLine(await Report.WriteAsync(measurements, stage, rounds, tls ? "gate-tls.json" : "gate.json"));
return 0;
