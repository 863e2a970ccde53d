using System.Diagnostics;

namespace Seawall.Peers;

/// <summary>A program that ran to its end: what it wrote, and what it cost.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Elapsed">From its start to its end.</param>
/// <param name="CpuSeconds">User and system time of it and all it started and waited for. Exact only when no other child of the bench ended meanwhile.</param>
internal sealed record PeerRun(string Output, string Error, TimeSpan Elapsed, double CpuSeconds)
{
    private const string RaiseLimit = "ulimit -Sn \"$(ulimit -Hn)\" 2>/dev/null; exec \"$@\"";

    /// <summary>Runs a program to its end; one that fails is an exception with its own words.</summary>
    public static async Task<PeerRun> OfAsync(IReadOnlyList<string> command, CancellationToken ct, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", RaiseLimit, "sh", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string key, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        double before = ProcessCpu.SecondsOfEndedChildren();
        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} could not be started");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(ct);
        Task<string> error = process.StandardError.ReadToEndAsync(ct);
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        double cpu = ProcessCpu.SecondsOfEndedChildren() - before;
        return process.ExitCode == 0
            ? new PeerRun(await output, await error, elapsed, cpu)
            : throw new InvalidOperationException($"{string.Join(' ', command)} failed with exit code {process.ExitCode}: {(await error).Trim()}");
    }

    /// <summary>The same of <c>seawall</c>, in a home of this run.</summary>
    public static Task<PeerRun> OfSeawallAsync(BenchContext context, IReadOnlyList<string> arguments, CancellationToken ct) =>
        OfAsync([context.Seawall, .. arguments], ct, context.SeawallEnvironment);

    /// <summary>The first line a program says about its version.</summary>
    public static async Task<string> VersionAsync(IReadOnlyList<string> command, CancellationToken ct)
    {
        PeerRun run = await OfAsync(command, ct);
        return (run.Output.Length > 0 ? run.Output : run.Error).Split('\n')[0].Trim();
    }
}
