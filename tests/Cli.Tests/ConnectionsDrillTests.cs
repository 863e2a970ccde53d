namespace Seawall.Cli.Tests;

/// <summary>What a drill of connections says.</summary>
public sealed class ConnectionsDrillTests
{
    private static readonly ConnectionsFinding s_good = new("batch", 2, 20, 120, 40, 80, 0, "too many connections for business \"batch\" at the gate", "trade", 10, 0, 12, Restored: true);

    [Fact]
    public void It_passed_when_the_cap_held_all_were_told_the_core_came_in_and_all_is_as_before()
    {
        Assert.True(s_good.Passed);
        Assert.False((s_good with { Admitted = 41 }).Passed);
        Assert.False((s_good with { Refused = 0 }).Passed);
        Assert.False((s_good with { Cut = 1 }).Passed);
        Assert.False((s_good with { CoreFailed = 1 }).Passed);
        Assert.False((s_good with { Restored = false }).Passed);
    }

    [Fact]
    public void It_is_told_in_three_lines() => Assert.Equal(
        """
        120 connections of batch at once to 2 gates: 40 came in, 20 each may; 80 were told "too many connections for business "batch" at the gate", 0 nothing
        meanwhile 10 logins of trade: 0 failed, the slowest took 12 ms
        all as before
        """,
        ConnectionsDrillCommand.Text(s_good));
}
