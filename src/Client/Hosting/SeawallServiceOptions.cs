namespace Seawall.Client.Hosting;

/// <summary>What a service says of itself when it joins.</summary>
public sealed record SeawallServiceOptions
{
    /// <summary>The name that callees see as their caller.</summary>
    public required string Name { get; init; }

    /// <summary>True where strangers connect: what they claim about role and caller is dropped and decided anew.</summary>
    public bool Edge { get; init; }

    /// <summary>False where limits are set from: who is to lift one must come in while it refuses.</summary>
    public bool ObeysLimits { get; init; } = true;

    /// <summary>The secret that marks of rehearsal load are signed with, the same in the whole site; null refuses every mark.</summary>
    public string? MarkSecret { get; init; }

    /// <summary>The secret that tickets of waiting rooms are signed with, the same in every process that strangers reach; null where there are no waiting rooms.</summary>
    public string? DoorSecret { get; init; }

    /// <summary>The site's other services: known as callers by number before they call.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>This process among all of its service; the name when unset.</summary>
    public string Instance
    {
        get => field ?? Name;
        init;
    }

    /// <summary>The nodes of the config center, any of which will do; none for a service that stands alone.</summary>
    public IReadOnlyList<Uri> ControlCenter { get; init; } = [];

    /// <summary>What the service proves itself to the config center with.</summary>
    public string? ControlToken { get; init; }

    /// <summary>The folder of the last known good config, closed to other users; null keeps none.</summary>
    public DirectoryInfo? State { get; init; }

    /// <summary>The folder of the leases of drills; null for a process that no drill touches.</summary>
    public DirectoryInfo? Faults { get; init; }

    /// <summary>The folder in which break-glass acts are dropped for all processes of the machine; null watches none.</summary>
    public DirectoryInfo? BreakGlass { get; init; }

    /// <summary>The site's secret that break-glass acts are signed with; without it none is obeyed.</summary>
    public string? BreakGlassSecret { get; init; }
}
