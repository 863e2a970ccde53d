using System.Diagnostics;
using System.Text.Json;

namespace Seawall.Peers.Storm;

/// <summary>A running process of <see cref="StormProgram"/>, perhaps in a network namespace.</summary>
internal sealed class Storm : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string?> _report;

    private Storm(Process process)
    {
        _process = process;
        _report = process.StandardOutput.ReadLineAsync();
    }

    public static Storm Start(int port, int count, string business, string mode, IReadOnlyList<string>? before = null)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", "ulimit -Sn \"$(ulimit -Hn)\" 2>/dev/null; exec \"$@\"", "sh", .. before ?? [], Environment.ProcessPath!,
            StormProgram.Verb, $"{port}", $"{count}", business, mode])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new Storm(Process.Start(start) ?? throw new InvalidOperationException("the storm could not be started"));
    }

    /// <summary>What its clients saw; of a loris, once it was told to end.</summary>
    public async Task<StormReport> ReportAsync(CancellationToken ct) =>
        JsonSerializer.Deserialize<StormReport>(await _report.WaitAsync(TimeSpan.FromSeconds(120), ct) ?? throw new InvalidOperationException("the storm ended without a word"))!;

    public void End() => _process.StandardInput.Close();

    public async ValueTask DisposeAsync()
    {
        End();
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }
}
