using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Seawall.Peers.Door;

/// <summary>One rush on a room: what the buyers saw, and what the service behind it saw.</summary>
/// <param name="CpuMicros">Microseconds of processor time of the service's process for each request of a buyer who was not inside.</param>
internal sealed record DoorRun(BuyersReport Buyers, DoorSite.Seen Seen, double CpuMicros)
{
    public const int Inside = 200;
    public const int PerSecond = 200;
    public const int GraceSeconds = 10;

    private const int Seed = 11;
    private const int MostSeconds = 150;

    /// <param name="program">This program, which is service and buyers too.</param>
    public static async Task<DoorRun> OfAsync(BenchContext context, string program, int buyers, int places, int connections, CancellationToken ct)
    {
        int port = BenchServer.FreePort();
        await using PeerProcess site = PeerProcess.Start(context, "site", [program, DoorSite.Argument, $"{port}", context.Folder("door-state")]);
        await site.WaitForPortAsync(port, ct);
        using HttpClient control = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using StringContent room = new($$"""{"paths":["/items/42"],"places":{{places}},"inside":{{Inside}},"perSecond":{{PerSecond}},"passSeconds":60,"graceSeconds":{{GraceSeconds}},"joinsPerMinute":0}""");
        (await control.PutAsync("/bench/room", room, ct)).EnsureSuccessStatusCode();
        double before = site.CpuSeconds;
        BuyersReport report = await BuyersAsync(program, "door", port, buyers, connections, places, ct);
        double cpu = site.CpuSeconds - before;
        return new DoorRun(report, (await control.GetFromJsonAsync<DoorSite.Seen>("/bench/seen", ct))!, cpu / report.Asked * 1e6);
    }

    public static async Task<BuyersReport> BuyersAsync(string program, string kind, int port, int buyers, int connections, int places, CancellationToken ct)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", "ulimit -Sn \"$(ulimit -Hn)\" 2>/dev/null; exec \"$@\"", "sh", program,
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
