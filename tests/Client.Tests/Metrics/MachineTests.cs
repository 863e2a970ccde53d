using Seawall.Client.Metrics.Machine;

namespace Seawall.Client.Tests.Metrics;

public sealed class MachineTests
{
    [Fact]
    public void The_system_tells_of_this_process_what_the_framework_tells_too()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var before = Environment.CpuUsage.TotalTime.TotalSeconds;
        var figures = ProcessFigures.OfThis();
        Assert.InRange(figures.UserSeconds + figures.SystemSeconds, before - 0.1, Environment.CpuUsage.TotalTime.TotalSeconds + 0.1);
        Assert.InRange(figures.ResidentBytes, 10 << 20, 8L << 30);
        Assert.InRange(figures.Files ?? 0, 3, figures.FilesLimit ?? 0);
        Assert.True(figures.StartedUnix <= TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 2, $"started at {figures.StartedUnix}");
        Assert.Null(ProcessFigures.Of(0));
    }
}
