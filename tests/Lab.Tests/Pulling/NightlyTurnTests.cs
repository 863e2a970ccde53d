using System.Globalization;
using Seawall.Lab.Nightly;
using Seawall.Lab.Pulling;

namespace Seawall.Lab.Tests;

public sealed class NightlyTurnTests
{
    [Theory]
    [InlineData("2026-11-11T00:10:00Z", null, "2026-11-11T01:30:00Z", "2026-11-10")]
    [InlineData("2026-11-11T01:30:00Z", null, "2026-11-12T01:30:00Z", "2026-11-11")]
    [InlineData("2026-11-11T09:00:00Z", "2026-11-10", "2026-11-12T01:30:00Z", "2026-11-11")]
    [InlineData("2026-11-11T09:00:00Z", "2026-11-08", "2026-11-11T09:00:00Z", "2026-11-10")]
    [InlineData("2026-11-11T01:00:00Z", "2026-11-08", "2026-11-11T01:30:00Z", "2026-11-10")]
    public void The_next_turn_is_tonight_tomorrow_or_at_once_when_a_night_was_slept_through(string now, string? lastDay, string at, string day)
    {
        NightlyTurn turn = NightlyTurn.Next(
            new PullPlan(),
            DateTimeOffset.Parse(now, CultureInfo.InvariantCulture),
            lastDay is null ? null : DateOnly.Parse(lastDay, CultureInfo.InvariantCulture));
        Assert.Equal((DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), day), (turn.At, turn.Day.Name));
    }

    [Fact]
    public void The_time_is_that_of_the_sites_own_clock()
    {
        var plan = new PullPlan { Offset = TimeSpan.FromHours(8), At = new TimeOnly(2, 0) };
        NightlyTurn turn = NightlyTurn.Next(plan, DateTimeOffset.Parse("2026-11-10T17:00:00Z", CultureInfo.InvariantCulture), null);
        Assert.Equal((DateTimeOffset.Parse("2026-11-10T18:00:00Z", CultureInfo.InvariantCulture), "2026-11-10"), (turn.At, turn.Day.Name));
    }
}
