namespace Seawall.Drills.Runs;

/// <summary>The site as a drill sees it; the seam to its processes, its control center and its storefront.</summary>
public interface IDrillSite
{
    /// <summary>The topology's name.</summary>
    string Name { get; }

    /// <summary>Whether plans can be run on it.</summary>
    bool HasPlans { get; }

    /// <summary>The config's revision; 0 where there is no config center or it does not answer.</summary>
    Task<long> RevisionAsync(CancellationToken ct);

    /// <summary>Begins the fault and returns when it is in force; disposing ends it and returns when all is undone.</summary>
    Task<IDrillFault> BeginFaultAsync(DrillFault fault, TimeSpan longest, string reason, CancellationToken ct);

    /// <summary>Runs a plan and returns when it is in force in every process; why not, or null.</summary>
    Task<string?> RunPlanAsync(string plan, string reason, CancellationToken ct);

    /// <summary>Undoes a plan and returns when it is undone; why not, or null.</summary>
    Task<string?> UndoPlanAsync(string plan, string reason, CancellationToken ct);

    /// <summary>Which probe does not answer as it should; null when all do.</summary>
    Task<string?> FailingAsync(IReadOnlyList<DrillProbe> probes, CancellationToken ct);

    /// <summary>Which probe does not answer as it should, or which service is not healthy; null when all is steady.</summary>
    Task<string?> UnsteadyAsync(IReadOnlyList<DrillProbe> probes, CancellationToken ct);

    /// <summary>Alerts that are open now, by key; empty when there is nobody to ask.</summary>
    Task<IReadOnlyCollection<string>> AlertsAsync(CancellationToken ct);
}

/// <summary>A fault that is on.</summary>
public interface IDrillFault : IAsyncDisposable
{
    /// <summary>Of a flood's requests of late, how many were refused, 0..1; null for other faults.</summary>
    double? Refused { get; }

    /// <summary>What a flood offered and was given of late; null for other faults.</summary>
    DrillFloodFigures? Flood => null;

    /// <summary>Forgets the requests so far.</summary>
    void Mark();
}

/// <summary>The shoppers who walk meanwhile; the seam to the load.</summary>
public interface IDrillTraffic
{
    /// <summary>Lets them in; they walk until <see cref="EndAsync"/>.</summary>
    void Begin();

    /// <summary>Their requests belong to this part from now on.</summary>
    void Enter(DrillPhase phase);

    /// <summary>Lets them end what they have begun, and compares their books with the database's.</summary>
    Task<DrillTrafficFigures> EndAsync(CancellationToken ct);
}
