namespace Seawall.Alerts;

/// <summary>One alert from the first signal of its key to the last: what it is about, who was told, who took it.</summary>
public sealed record Alert
{
    public required string Key { get; init; }

    /// <summary>The key and the time of the first signal: the same for everyone who notices and tells it.</summary>
    public required string Incident { get; init; }

    public required Severity Severity { get; init; }

    public required string Summary { get; init; }

    public required string Owner { get; init; }

    public required string Plan { get; init; }

    public string Detail { get; init; } = "";

    public required string Group { get; init; }

    public string Rule { get; init; } = "";

    public required DateTimeOffset Since { get; init; }

    /// <summary>Who says that it is so now.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Since when nobody says so any more; null while somebody does.</summary>
    public DateTimeOffset? QuietSince { get; init; }

    /// <summary>How often it came back while it was about to be over.</summary>
    public int Returns { get; init; }

    /// <summary>When it was over; null while it is open.</summary>
    public DateTimeOffset? Over { get; init; }

    public Acknowledgement? Acknowledged { get; init; }

    /// <summary>The outlets that were told that it fires, and will be told that it is over.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];

    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>Who else told the outlets of it, such as the watchdog while the control center was down; empty for nobody else.</summary>
    public string ToldBy { get; init; } = "";

    /// <summary>How many steps of escalation were taken.</summary>
    public int Level { get; init; }

    /// <summary>How often it was repeated.</summary>
    public int Repeats { get; init; }

    public bool IsQuiet => QuietSince is not null;
}

/// <summary>Who took an alert, when, and what they said.</summary>
public sealed record Acknowledgement(string Who, DateTimeOffset At, string Why);
