using Seawall.Alerts;
using Seawall.Alerts.Desk;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>What the watchdog's courier works with.</summary>
internal sealed record CourierOptions
{
    /// <summary>The desk that tells what the control center can't.</summary>
    public required AlertDesk Desk { get; init; }

    public required AlertFolder Folder { get; init; }

    /// <summary>Hands signals to the control center; false when it did not take them.</summary>
    public required Func<IReadOnlyList<AlertSignal>, CancellationToken, Task<bool>> Hand { get; init; }

    /// <summary>Packs what is known of a process in trouble; its path, or nothing.</summary>
    public required Func<ServiceEvent, string> Pack { get; init; }

    /// <summary>The control center's process; empty when the site has none.</summary>
    public required string Control { get; init; }

    public required TimeProvider Time { get; init; }

    public required Action<string> Say { get; init; }

    /// <summary>How old the sign of life of the alert engine may become; 30 s.</summary>
    public TimeSpan EngineSilent { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the control center may be down before what it had still to deliver is delivered for it; 5 s, as it is back sooner usually.</summary>
    public TimeSpan ControlDown { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an end waits for a control center that told the beginning; 20 s.</summary>
    public TimeSpan EndWaits { get; init; } = TimeSpan.FromSeconds(20);

    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);
}
