namespace Seawall.Alerts.Tests;

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 11, 0, 0, 0, TimeSpan.FromHours(8));

    public override DateTimeOffset GetUtcNow() => Now;
}
