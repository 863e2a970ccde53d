using System.Text.Json.Serialization;
using Seawall.Topology;

namespace Seawall.Watchdog;

/// <summary>What the watchdog writes down of the site, for every other command and for the watchdog that comes after it.</summary>
public sealed record SiteState
{
    public ProcessIdentity Watchdog { get; init; }

    public long StartedUnix { get; init; }

    public SitePhase Phase { get; init; }

    /// <summary>What is being done, or why it failed.</summary>
    public string Message { get; init; } = "";

    public string Topology { get; init; } = "";

    public IReadOnlyList<ServiceRecord> Services { get; init; } = [];

    /// <summary>A watchdog works on this site now.</summary>
    [JsonIgnore]
    public bool IsWatched => Watchdog.Pid > 0 && Watchdog.IsAlive();
}

public enum SitePhase
{
    Down,
    Starting,
    Up,
    Stopping,

    /// <summary>The start was given up; everything was stopped again.</summary>
    Failed,
}

/// <summary>One service as last seen; the identity proves that a later process with its pid is another.</summary>
public sealed record ServiceRecord(string Name, Condition Condition, ProcessIdentity? Process, int Restarts, long StartedUnix, string CommandHash);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(SiteState))]
internal sealed partial class StateJson : JsonSerializerContext;
