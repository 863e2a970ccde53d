using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Seawall.Peers.Door;

/// <summary>Far more buyers than places before the front door at once, beside nginx's limit of requests: who gets in, in which order, and when the others know.</summary>
internal sealed class DoorBench : IBench
{
    private const int Connections = 2000;
    private const int Inside = 200;
    private const int PerSecond = 200;
    private const int Seed = 11;
    private const int MostSeconds = 150;

    public string Name => "door";

    public string About => "50,000 buyers for 1,000 places: order, limits, sold-out known, processor time a poll; beside nginx limit_req";

    public IReadOnlyList<string> Packages => ["nginx"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        (int buyers, int places, int connections) = context.Quick ? (5_000, 100, 500) : (50_000, 1_000, Connections);
        int port = BenchServer.FreePort();
        await using PeerProcess site = PeerProcess.Start(context, "site", [Environment.ProcessPath!, DoorSite.Argument, $"{port}", context.Folder("door-state")]);
        await site.WaitForPortAsync(port, ct);
        using HttpClient control = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        // 1. The front door.
        await RoomAsync(control, $$"""{"paths":["/items/42"],"places":{{places}},"inside":{{Inside}},"perSecond":{{PerSecond}},"passSeconds":60,"graceSeconds":5,"joinsPerMinute":0}""", ct);
        double before = site.CpuSeconds;
        BuyersReport door = await BuyersAsync("door", port, buyers, connections, places, ct);
        double cpu = site.CpuSeconds - before;
        DoorSite.Seen seen = (await control.GetFromJsonAsync<DoorSite.Seen>("/bench/seen", ct))!;
        context.Log(string.Create(CultureInfo.InvariantCulture, $"door     {door.Admitted} in, {door.Overtakers} overtakers, all know after {door.KnewMs[2]:0} ms, {door.Asked} requests in {door.Seconds:0.0} s, {cpu / door.Asked * 1e6:0.0} µs each"));

        // 2. The same service behind nginx, which lets in whoever comes at the right moment.
        await RoomAsync(control, "", ct);
        string version = (await PeerRun.VersionAsync(["nginx", "-v"], ct)).Split('/')[^1].Split(' ')[0];
        context.Version("nginx", version);
        string peer = $"nginx {version} limit_req";
        int peerPort = BenchServer.FreePort();
        await using PeerProcess nginx = NginxDoor.Start(context, peerPort, port, PerSecond);
        await nginx.WaitForPortAsync(peerPort, ct);
        before = nginx.CpuSeconds;
        BuyersReport naive = await BuyersAsync("plain", peerPort, buyers, connections, places, ct);
        double peerCpu = nginx.CpuSeconds - before;
        context.Log(string.Create(CultureInfo.InvariantCulture, $"door     nginx: {naive.Admitted} in, {naive.Overtakers} overtakers, {naive.Refused} refusals, {peerCpu / naive.Asked * 1e6:0.0} µs each"));

        Note(context, buyers, places, connections);
        string about = $"{buyers} buyers, {places} places";
        return
        [
            new("overtakers", about, "buyers", door.Overtakers, peer, naive.Overtakers),
            new("admitted", about, "buyers", door.Admitted, null, null),
            new("beyond_places", about, "buyers", Math.Max(0, door.Admitted - places), null, null),
            new("wrong_numbers", about, "tickets", door.WrongNumbers, null, null),
            new("most_inside", $"{about}, {Inside} allowed", "buyers", Math.Max(door.MostInside, seen.MostInside), null, null),
            new("reached_service", about, "requests", seen.Requests, null, null),
            new("reached_beyond_admitted", about, "requests", seen.Requests - 2L * door.Admitted, null, null),
            new("errors", about, "answers", door.Errors, peer, naive.Errors),
            new("refused_without_place", about, "answers", door.Refused, peer, naive.Refused),
            new("room_empty_ms", about, "ms", Math.Max(0, (seen.EmptyAt - door.LastInAt) / (double)Stopwatch.Frequency * 1000), null, null),
            new("sold_out_known_p50_ms", about, "ms", door.KnewMs[0], null, null),
            new("sold_out_known_p99_ms", about, "ms", door.KnewMs[1], null, null),
            new("sold_out_known_by_all_ms", about, "ms", door.KnewMs[2], null, null),
            new("never_told", about, "buyers", door.Unaware, null, null),
            new("cpu_us_per_poll", about, "µs", cpu / door.Asked * 1e6, peer, peerCpu / naive.Asked * 1e6),
            new("polls_per_second", about, "1/s", door.Asked / door.Seconds, null, null),
            new("connections", about, "connections", seen.Connections, null, null),
        ];
    }

    private static void Note(BenchContext context, int buyers, int places, int connections)
    {
        context.Note($"{buyers} buyers in a process of their own come at one moment over {connections} connections, which they share: none is held by anybody who waits. One in twenty takes a ticket and never comes back.");
        context.Note($"The room: {places} places, {Inside} inside at once, {PerSecond} called a second, 5 s to come when called, nobody told to stay away for longer than 2 s. Who is let in makes two requests and leaves.");
        context.Note("overtakers: buyers let in with a higher number than somebody who stayed and was not; without tickets the number is the order of first answers. Time is counted from the answer that let the last one in; buyers, door and service share this machine's processors.");
        context.Note("cpu_us_per_poll is all of the process's processor time, the service's own included, by all requests of buyers not inside; nginx answers 503 from memory and keeps no order, and its run ends when so many as there are places got through.");
    }

    private static async Task RoomAsync(HttpClient control, string room, CancellationToken ct)
    {
        using StringContent body = new(room);
        (await control.PutAsync("/bench/room", body, ct)).EnsureSuccessStatusCode();
    }

    private static async Task<BuyersReport> BuyersAsync(string kind, int port, int buyers, int connections, int places, CancellationToken ct)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", "ulimit -Sn \"$(ulimit -Hn)\" 2>/dev/null; exec \"$@\"", "sh", Environment.ProcessPath!,
            BuyersProgram.Verb, kind, $"{port}", $"{buyers}", $"{connections}", $"{places}", $"{Seed}", $"{MostSeconds}"])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1", ["DOTNET_gcServer"] = "0" },
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("the buyers could not be started");
        using CancellationTokenRegistration stop = ct.Register(process.Kill);
        string output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var last] && last.StartsWith('{')
            ? JsonSerializer.Deserialize<BuyersReport>(last)!
            : throw new InvalidOperationException($"the buyers ended with {process.ExitCode} and told nothing");
    }
}
