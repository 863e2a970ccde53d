using System.Diagnostics;

namespace Seawall.Peers.Tests;

public sealed class ProcessCpuTests
{
    [Fact]
    public async Task What_a_child_used_is_known_after_its_end()
    {
        PeerRun run = await PeerRun.OfAsync(["/bin/sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo $i"], CancellationToken.None);

        Assert.Equal("100000\n", run.Output);
        Assert.True(run.CpuSeconds > 0.005, $"a hundred thousand rounds cost {run.CpuSeconds} s");
    }

    [Fact]
    public void A_running_process_counts_at_least_what_it_says_of_itself()
    {
        using Process self = Process.GetCurrentProcess();
        double said = self.TotalProcessorTime.TotalSeconds;

        Assert.InRange(ProcessCpu.SecondsOf(Environment.ProcessId), said - 0.02, double.MaxValue);
    }

    [Fact]
    public async Task A_program_that_fails_is_an_error_with_its_words()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => PeerRun.OfAsync(["/bin/sh", "-c", "echo no such table >&2; exit 3"], CancellationToken.None));

        Assert.Contains("exit code 3: no such table", failure.Message, StringComparison.Ordinal);
    }
}
