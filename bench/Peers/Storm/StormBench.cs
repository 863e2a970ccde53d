using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Seawall.Peers.Storm;

/// <summary>What hostile and unlucky clients do to a gate and to the clients beside them: slow-loris, half-open, a burst of connects, a result nobody reads, ever new texts.</summary>
internal sealed class StormBench : IBench
{
    private const double Kilobyte = 1024;
    private const double Megabyte = 1 << 20;

    // The defaults, with a peer that vanished noticed within seconds instead of minutes.
    private const string Settings = """{"keepAliveSeconds":2,"keepAliveEverySeconds":1,"keepAliveTries":2,"unsentSeconds":5,"handshakeSeconds":20}""";

    private readonly List<Figure> _figures = [];

    public string Name => "storm";

    public string About => "slow-loris, half-open, 15,000 connects at once, 1 GB nobody reads, 1,000,000 texts: memory, and the clients beside";

    public IReadOnlyList<string> Packages => ["iproute2", "nftables"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        TimeSpan quiet = TimeSpan.FromSeconds(context.Quick ? 1 : 5);
        (int burst, int loris, int texts) = context.Quick ? (2_000, 500, 20_000) : (15_000, 3_000, 1_000_000);

        // 1. One gate and what is done to it.
        await using (Gates gates = await Gates.StartAsync(context, "one", 1, Settings, ct))
        await using (Steady steady = await Steady.StartAsync(gates.Port, ct))
        {
            await steady.ForAsync(quiet, ct);
            await BesideAsync(context, gates, steady, "loris", quiet, () => LorisAsync(gates, loris, quiet * 2, ct), ct);
            await BesideAsync(context, gates, steady, "half_open", quiet, () => HalfOpenAsync(context, gates, ct), ct);
            await BesideAsync(context, gates, steady, "unread_result", quiet, () => DeafAsync(gates, quiet * 2, ct), ct);
            await BesideAsync(context, gates, steady, "new_texts", quiet, () => TextsAsync(gates, texts, ct), ct);
            await BesideAsync(context, gates, steady, "burst", quiet, () => BurstAsync(context, gates, burst, ct), ct);
        }

        // 2. What an idle client costs, every one of them in: two gates on one port, since a process has 20,000 files and a session takes two.
        await IdleAsync(context, burst, ct);
        context.Note($"Others: 8 clients of business core that ask every 5 ms and one that logs in anew five times a second, through the same gate; quiet is measured for {quiet.TotalSeconds:0} s right before each. Everything shares this machine's {Environment.ProcessorCount} processors.");
        context.Note("The server behind the gate answers without work. The settings are the defaults, but a vanished peer is noticed after 4 s of silence or 5 s of unacknowledged bytes instead of 2 and 10 minutes, and a login may take 20 s.");
        context.Note("loris: half a start-up packet, then a byte a second, and anew when cut off. half_open: clients behind a link on which everything is dropped from then on, one of ten with a result waiting. burst: all connect at once as business batch (G4); one gate has room for as many as half its files, the others are told 53300. Resident memory is read while the storm stands.");
        return _figures;
    }

    private async Task BesideAsync(BenchContext context, Gates gates, Steady steady, string what, TimeSpan quiet, Func<Task> storm, CancellationToken ct)
    {
        Steady.Seen before = await steady.ForAsync(quiet, ct);
        long resident = gates.ResidentBytes;
        double cpu = gates.CpuSeconds;
        long start = Stopwatch.GetTimestamp();
        Task running = storm();
        long most = resident;
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(100, ct));
            most = Math.Max(most, gates.ResidentBytes);
        }
        await running;
        Steady.Seen beside = steady.Take();
        Add("others_median_ratio", what, "ratio", before.Median > 0 ? beside.Median / before.Median : 0);
        Add("others_median_ms", what, "ms", beside.Median);
        Add("others_p99_ms", what, "ms", beside.P99);
        Add("others_failed", what, "answers", beside.Failed);
        Add("login_median_ms", what, "ms", beside.LoginMedian);
        Add("login_worst_ms", what, "ms", beside.LoginWorst);
        Add("gate_mb_above_before", what, "MB", (most - resident) / Megabyte);
        Add("gate_cpu_share", what, "cores", (gates.CpuSeconds - cpu) / Stopwatch.GetElapsedTime(start).TotalSeconds);
        context.Log(string.Create(CultureInfo.InvariantCulture,
            $"storm    {what}: others {before.Median:0.000} → {beside.Median:0.000} ms median, {beside.Failed} failed, logins {beside.LoginMedian:0.0} ms (worst {beside.LoginWorst:0} ms), gate +{(most - resident) / Megabyte:0.0} MB in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
    }

    private async Task LorisAsync(Gates gates, int count, TimeSpan time, CancellationToken ct)
    {
        await using Storm storm = Storm.Start(gates.Port, count, "-", "loris");
        long most = Math.Min(count, await gates.SumAsync("mostHandshakes", ct));
        for (long start = Stopwatch.GetTimestamp(); await gates.SumAsync("handshakes", ct) < most && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(15);)
            await Task.Delay(50, ct);
        await Task.Delay(time, ct);
        Add("handshakes_held", "loris", "connections", await gates.SumAsync("handshakes", ct));
        Add("handshakes_cut_off", "loris", "connections", await gates.SumAsync("slowHandshakes", ct));
    }

    private async Task HalfOpenAsync(BenchContext context, Gates gates, CancellationToken ct)
    {
        const int count = 200;
        await using Namespace elsewhere = await Namespace.StartAsync(ct);
        long before = await gates.SumAsync("sessions", ct);
        await using Storm storm = Storm.Start(gates.Port, count, "batch", $"far:{elsewhere.Address}", elsewhere.Prefix);
        StormReport report = await storm.ReportAsync(ct);
        long start = Stopwatch.GetTimestamp();
        await elsewhere.VanishAsync(ct);
        long left;
        while ((left = await gates.SumAsync("sessions", ct) - before) > 1 && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30))
            await Task.Delay(50, ct);
        context.Log($"storm    half-open: {report.In} came from elsewhere, {left} left");
        Add("came", "half_open", "clients", report.In);
        Add("all_closed_after_s", "half_open", "s", Stopwatch.GetElapsedTime(start).TotalSeconds);
        Add("left_over", "half_open", "clients", Math.Max(0, left - 1));
    }

    private async Task DeafAsync(Gates gates, TimeSpan time, CancellationToken ct)
    {
        using StormClient deaf = new();
        await deaf.ConnectAsync(IPAddress.Loopback, gates.Port, ct);
        await deaf.LogInAsync("bench", "bench", "batch", ct);
        await deaf.Socket.SendAsync(StormClient.Query("big"), ct);
        await Task.Delay(time, ct);
    }

    private async Task TextsAsync(Gates gates, int count, CancellationToken ct)
    {
        const int perSecond = 12_500;
        const int connections = 4;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(
            async () =>
            {
                using StormClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, gates.Port, ct);
                await client.LogInAsync("bench", "bench", "batch", ct);
                for (int i = c; i < count; i += connections)
                {
                    if (await client.AskAsync(StormClient.Query($"select column_{i:x} from table_{i % 977:x}_{Letters(i)} where key = 1"), ct) != Came.In)
                        throw new InvalidOperationException($"a new text was not answered: {client.Told}");
                    TimeSpan ahead = TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(start);
                    if (ahead > TimeSpan.FromMilliseconds(2))
                        await Task.Delay(ahead, ct);
                }
            },
            ct)));
        Add("texts", "new_texts", "texts", count);
        Add("texts_per_second", "new_texts", "1/s", count / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    // Digits in names are folded in fingerprints; letters make each text its own.
    private static string Letters(int number)
    {
        Span<char> letters = stackalloc char[6];
        for (int i = 0; i < letters.Length; i++, number /= 16)
            letters[i] = (char)('a' + number % 16);
        return new string(letters);
    }

    private async Task BurstAsync(BenchContext context, Gates gates, int count, CancellationToken ct)
    {
        long slow = await gates.SumAsync("slowHandshakes", ct);
        await using Storm storm = Storm.Start(gates.Port, count, "batch", "login");
        StormReport report = await storm.ReportAsync(ct);
        context.Log($"storm    burst: {report.In} in, {report.Told}");
        Add("came_in", "burst", "clients", report.In);
        Add("told_53300", "burst", "clients", report.Refused);
        Add("cut_without_a_word", "burst", "clients", report.Cut);
        Add("all_knew_after_s", "burst", "s", report.Seconds);
        await Task.Delay(TimeSpan.FromSeconds(1), ct);
        Add("handshakes_cut_off", "burst", "connections", await gates.SumAsync("slowHandshakes", ct) - slow);
        Add("shed_for_core", "burst", "sessions", await gates.SumAsync("shed", ct));
    }

    private async Task IdleAsync(BenchContext context, int count, CancellationToken ct)
    {
        await using Gates gates = await Gates.StartAsync(context, "idle", 2, """{"acceptPerSecond":2000}""", ct);
        await using (Storm warm = Storm.Start(gates.Port, 100, "batch", "login"))
            await warm.ReportAsync(ct);
        await Task.Delay(TimeSpan.FromSeconds(2), ct);
        long before = gates.ResidentBytes;
        await using Storm storm = Storm.Start(gates.Port, count, "batch", "login");
        StormReport report = await storm.ReportAsync(ct);
        await Task.Delay(TimeSpan.FromSeconds(3), ct);
        long after = gates.ResidentBytes;
        double each = (after - before) / Kilobyte / Math.Max(1, report.In);
        Add("sessions", "idle", "clients", report.In);
        Add("gate_kb_per_idle_client", "idle", "KB", each);
        context.Log(string.Create(CultureInfo.InvariantCulture, $"storm    idle: {report.In} in ({report.Refused} refused, {report.Cut} cut), {before / Megabyte:0} → {after / Megabyte:0} MB in two gates, {each:0.00} KB a client, both its sockets"));
    }

    private void Add(string name, string what, string unit, double value) => _figures.Add(new Figure(name, what, unit, value, null, null));
}
