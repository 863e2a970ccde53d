using Seawall.Lab.Pulling;

namespace Seawall.Lab.Nightly;

/// <summary>When the next night's work begins, and on which day.</summary>
public readonly record struct NightlyTurn(DateTimeOffset At, LogDay Day)
{
    /// <summary>
    /// The turn after <paramref name="now"/>. A night that was slept through is made up for at once, but a site that has never had one waits for its first.
    /// </summary>
    public static NightlyTurn Next(PullPlan plan, DateTimeOffset now, DateOnly? lastDay)
    {
        LogDay today = LogDay.Of(now, plan.Offset);
        DateTimeOffset tonight = today.Start + plan.At.ToTimeSpan();
        if (now < tonight)
            return new NightlyTurn(tonight, today.Plus(-1));
        return lastDay is { } last && last < today.Date.AddDays(-1)
            ? new NightlyTurn(now, today.Plus(-1))
            : new NightlyTurn(tonight.AddDays(1), today);
    }
}
