namespace Seawall.Client.Config;

/// <summary>Where the config in force came from.</summary>
public enum ConfigSource
{
    /// <summary>Nowhere: every switch is as its default says.</summary>
    None,

    /// <summary>The last known good copy on this machine's disk.</summary>
    File,

    /// <summary>The config center, over its stream.</summary>
    Center,
}

/// <summary>How this process stands with the config center; for health and metrics.</summary>
public sealed record ConfigStanding
{
    /// <summary>True while a stream is open and in step.</summary>
    public bool Connected { get; init; }

    /// <summary>The node of that stream, or of the last one.</summary>
    public Uri? Node { get; init; }

    /// <summary>The revision in force.</summary>
    public long Revision { get; init; }

    public ConfigSource Source { get; init; }

    /// <summary>Break-glass acts in force over it, oldest first.</summary>
    public IReadOnlyList<string> Emergency { get; init; } = [];

    /// <summary>Changes held ready that come into force at their moment, by the ids they were armed under.</summary>
    public IReadOnlyList<string> Armed { get; init; } = [];

    /// <summary>The revision that is on this machine's disk; null for none yet.</summary>
    public long? KeptRevision { get; init; }

    /// <summary>Why the disk does not take the last known good copy; null when it does.</summary>
    public string? FileFault { get; init; }

    /// <summary>Copies and break-glass files that were found and not trusted.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>What listeners could not apply of the config in force.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>One line, such as <c>revision 812 from the config center, connected</c>.</summary>
    public string Summary =>
        $"revision {Revision} from {(Source switch { ConfigSource.Center => "the config center", ConfigSource.File => "the last known good file", _ => "nowhere" })}, {(Connected ? "connected" : "not connected")}"
        + (Emergency.Count > 0 ? $", break-glass {string.Join(", ", Emergency)} in force" : "")
        + (Armed.Count > 0 ? $", {string.Join(", ", Armed)} armed" : "")
        + (FileFault is { } fault ? $", cannot be kept: {fault}" : "");
}

/// <summary>The standing of this process, replaced whole.</summary>
public sealed class ConfigState
{
    private readonly Lock _turn = new();
    private volatile ConfigStanding _current = new();

    public ConfigStanding Current => _current;

    internal void Change(Func<ConfigStanding, ConfigStanding> change)
    {
        lock (_turn)
            _current = change(_current);
    }
}
