namespace Seawall.Control.Processes;

/// <summary>What the watchdog knows of the site's processes, and their logs; the seam to the disk.</summary>
public interface ISiteProcesses
{
    SiteStatus Read();

    /// <summary>The last lines of a process's log; null when no process of the site has that name.</summary>
    LogLines? LastLines(string process, int lines);

    /// <summary>What is added to a process's log after a position, some whole lines at a time, until cancelled; ends at once for an unknown name.</summary>
    IAsyncEnumerable<LogLines> FollowAsync(string process, long from, CancellationToken cancellationToken);
}

/// <summary>Lines of a log, and the position in its file after them.</summary>
public sealed record LogLines(IReadOnlyList<string> Lines, long Position);

/// <summary>The site as a whole: <c>up</c>, <c>starting</c>, <c>stopping</c>, <c>failed</c>, <c>unwatched</c> or <c>down</c>, what is being done, and its processes.</summary>
public sealed record SiteStatus(string Phase, string Message, IReadOnlyList<ProcessStatus> Processes)
{
    public int Up => Processes.Count(process => process.IsUp);
}

/// <summary>One process as last seen.</summary>
public sealed record ProcessStatus(string Name, string State)
{
    /// <summary>What it is: <c>watchdog</c>, <c>postgres</c>, <c>redis</c>, or its role.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Where it listens; empty when it does not.</summary>
    public string Address { get; init; } = "";

    public int? Pid { get; init; }

    public int Restarts { get; init; }

    public TimeSpan Uptime { get; init; }

    /// <summary>Memory in use; null when it can't be seen.</summary>
    public long? MemoryBytes { get; init; }

    public bool IsUp => State == "healthy";

    /// <summary>Good, on its way, or not serving.</summary>
    public string Tone => State switch { "healthy" => "good", "starting" or "held" or "ending" => "warn", _ => "bad" };
}
