namespace Seawall.Alerts.Tests;

public sealed class AlertSignalTests
{
    [Fact]
    public void Signals_without_a_group_are_grouped_by_the_first_part_of_their_key()
    {
        var signal = new AlertSignal("process:trade", true, DateTimeOffset.UnixEpoch, "trade ended", "trade", "restart");
        Assert.Equal("process", signal.Group);
        Assert.Equal("trade", (signal with { Group = "trade" }).Group);
    }
}
