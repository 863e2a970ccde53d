using Seawall.Alerts.Desk;

namespace Seawall.Control.Alerts;

/// <summary>What alerting of a control center is set up with.</summary>
public sealed record AlertOptions
{
    /// <summary>What it keeps, and shares with the watchdog.</summary>
    public required AlertFolder Folder { get; init; }

    /// <summary>Folder of log outlets.</summary>
    public required string Logs { get; init; }

    /// <summary>A secret of an outlet by its name; null when there is none.</summary>
    public required Func<string, string?> Secret { get; init; }

    /// <summary>The page of alerts, as people reach it; empty when unknown.</summary>
    public string Link { get; init; } = "";

    /// <summary>The machine, as messages name it.</summary>
    public string Host { get; init; } = "";

    /// <summary>Between two evaluations of all rules; 2 s.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the watchdog may be gone before it is an alert; 3 s, since an upgrade replaces it.</summary>
    public TimeSpan WatchdogGone { get; init; } = TimeSpan.FromSeconds(3);
}
