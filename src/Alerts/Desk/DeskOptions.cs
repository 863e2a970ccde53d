using Seawall.Alerts.Outlets;

namespace Seawall.Alerts.Desk;

/// <summary>What a desk works with.</summary>
public sealed record DeskOptions
{
    /// <summary>Who keeps it: <c>control</c> or <c>watchdog</c>.</summary>
    public required string Name { get; init; }

    public required DeskFile File { get; init; }

    /// <summary>Rules, outlets and silences as they stand now.</summary>
    public required Func<AlertPolicy> Policy { get; init; }

    public required Func<Outlet, AlertMessage, CancellationToken, Task<Attempt>> Send { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Spreads retries.</summary>
    public required Random Chance { get; init; }

    public required Action<string> Say { get; init; }

    /// <summary>Whether another process has delivered a message meanwhile.</summary>
    public Func<string, bool> DeliveredElsewhere { get; init; } = _ => false;

    /// <summary>Whether this desk decides and sends; one that does not shows what the deciding one wrote to the same file. Always, by default.</summary>
    public Func<bool> Leads { get; init; } = () => true;

    /// <summary>Where the site's people look, and which machine speaks.</summary>
    public string Link { get; init; } = "";

    public string Host { get; init; } = "";

    /// <summary>Before the second attempt; doubled from there; 1 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>1 min.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How old a message becomes before it is given up; 24 h.</summary>
    public TimeSpan GiveUp { get; init; } = TimeSpan.FromHours(24);

    /// <summary>After that many failures in a row an outlet is itself an alert, told by the others; 3.</summary>
    public int FailuresToAlert { get; init; } = 3;

    /// <summary>Between two looks at what is due; 250 ms.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(250);
}
