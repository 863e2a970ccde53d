namespace Seawall.Alerts.Desk;

/// <summary>The files that control center and watchdog of one machine share, so that either can speak for the other.</summary>
public sealed record AlertFolder(string Root)
{
    /// <summary>The desk of the control center: its open alerts and what it has still to deliver.</summary>
    public string Control => Path.Combine(Root, "control.desk");

    /// <summary>The desk of the watchdog: what it told while the control center could not.</summary>
    public string Watchdog => Path.Combine(Root, "watchdog.desk");

    /// <summary>The last good rules, outlets and silences, written by the control center.</summary>
    public string Policy => Path.Combine(Root, "policy.last-good");

    /// <summary>When the engine evaluated its rules last.</summary>
    public string Heartbeat => Path.Combine(Root, "heartbeat");

    /// <summary>What the watchdog packs of a process that ended or hung.</summary>
    public string Bundles => Path.Combine(Root, "bundles");
}
