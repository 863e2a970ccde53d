using System.Diagnostics;
using System.Globalization;

namespace Seawall.Peers.Door;

/// <summary>Far more buyers than places before the front door at once, beside nginx's limit of requests: who gets in, in which order, and when the others know.</summary>
internal sealed class DoorBench : IBench
{
    private const int Connections = 2000;

    public string Name => "door";

    public string About => "50,000 buyers for 1,000 places: order, limits, sold-out known, processor time a poll; beside nginx limit_req";

    public IReadOnlyList<string> Packages => ["nginx"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        (int buyers, int places, int connections) = context.Quick ? (5_000, 100, 500) : (50_000, 1_000, Connections);
        // 1. The front door.
        DoorRun run = await DoorRun.OfAsync(context, Environment.ProcessPath!, buyers, places, connections, ct);
        (BuyersReport door, DoorSite.Seen seen) = (run.Buyers, run.Seen);
        context.Log(string.Create(CultureInfo.InvariantCulture, $"door     {door.Admitted} in, {door.Overtakers} overtakers, all know after {door.KnewMs[2]:0} ms, {door.Asked} requests in {door.Seconds:0.0} s, {run.CpuMicros:0.0} µs each"));

        // 2. The same service behind nginx, which lets in whoever comes at the right moment.
        int port = BenchServer.FreePort();
        await using PeerProcess site = PeerProcess.Start(context, "site-behind-nginx", [Environment.ProcessPath!, DoorSite.Argument, $"{port}", context.Folder("nginx-state")]);
        await site.WaitForPortAsync(port, ct);
        string version = (await PeerRun.VersionAsync(["nginx", "-v"], ct)).Split('/')[^1].Split(' ')[0];
        context.Version("nginx", version);
        string peer = $"nginx {version} limit_req";
        int peerPort = BenchServer.FreePort();
        await using PeerProcess nginx = NginxDoor.Start(context, peerPort, port, DoorRun.PerSecond);
        await nginx.WaitForPortAsync(peerPort, ct);
        double before = nginx.CpuSeconds;
        BuyersReport naive = await DoorRun.BuyersAsync(Environment.ProcessPath!, "plain", peerPort, buyers, connections, places, ct);
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
            new("lapsed", about, "buyers", door.Lapsed, null, null),
            new("most_inside", $"{about}, {DoorRun.Inside} allowed", "buyers", Math.Max(door.MostInside, seen.MostInside), null, null),
            new("reached_service", about, "requests", seen.Requests, null, null),
            new("reached_beyond_admitted", about, "requests", seen.Requests - 2L * door.Admitted, null, null),
            new("errors", about, "answers", door.Errors, peer, naive.Errors),
            new("refused_without_place", about, "answers", door.Refused, peer, naive.Refused),
            new("room_empty_ms", about, "ms", Math.Max(0, (seen.EmptyAt - door.LastInAt) / (double)Stopwatch.Frequency * 1000), null, null),
            new("sold_out_known_p50_ms", about, "ms", door.KnewMs[0], null, null),
            new("sold_out_known_p99_ms", about, "ms", door.KnewMs[1], null, null),
            new("sold_out_known_by_all_ms", about, "ms", door.KnewMs[2], null, null),
            new("never_told", about, "buyers", door.Unaware, null, null),
            new("cpu_us_per_poll", about, "µs", run.CpuMicros, peer, peerCpu / naive.Asked * 1e6),
            new("polls_per_second", about, "1/s", door.Asked / door.Seconds, null, null),
            new("connections", about, "connections", seen.Connections, null, null),
        ];
    }

    private static void Note(BenchContext context, int buyers, int places, int connections)
    {
        context.Note($"{buyers} buyers in a process of their own come at one moment over {connections} connections, which they share: none is held by anybody who waits. One in twenty takes a ticket and never comes back.");
        context.Note($"The room: {places} places, {DoorRun.Inside} inside at once, {DoorRun.PerSecond} called a second, {DoorRun.GraceSeconds} s to come when called, nobody told to stay away for longer than 2 s. Who is let in makes two requests and leaves.");
        context.Note("overtakers: buyers let in with a higher number than somebody who stayed and was not; without tickets the number is the order of first answers. Time is counted from the answer that let the last one in; buyers, door and service share this machine's processors.");
        context.Note("cpu_us_per_poll is all of the process's processor time, the service's own included, by all requests of buyers not inside; nginx answers 503 from memory and keeps no order, and its run ends when so many as there are places got through. lapsed: called buyers whom this machine did not get round to in time; they joined again at the end.");
    }
}
