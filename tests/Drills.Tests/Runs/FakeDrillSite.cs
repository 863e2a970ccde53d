using Seawall.Drills.Runs;

namespace Seawall.Drills.Tests.Runs;

/// <summary>A site of a test: what is done to it is written down, what it answers is set.</summary>
internal sealed class FakeDrillSite : IDrillSite
{
    public List<string> Acts { get; } = [];

    public bool HasPlans { get; init; } = true;

    public string? Unsteady { get; set; }

    public string? Failing { get; set; }

    public string? PlanFault { get; set; }

    public string? UndoFault { get; set; }

    public HashSet<string> Alerts { get; } = [];

    /// <summary>Called when the fault is in force.</summary>
    public Action OnFault { get; set; } = () => { };

    public double? Refused { get; set; }

    public string Name => "fake";

    public Task<long> RevisionAsync(CancellationToken ct) => Task.FromResult(7L);

    public Task<IDrillFault> BeginFaultAsync(DrillFault fault, TimeSpan longest, string reason, CancellationToken ct)
    {
        Acts.Add($"fault {fault.Kind}");
        OnFault();
        return Task.FromResult<IDrillFault>(new Fault(this));
    }

    public Task<string?> RunPlanAsync(string plan, string reason, CancellationToken ct) => Act($"run {plan}", PlanFault);

    public Task<string?> UndoPlanAsync(string plan, string reason, CancellationToken ct) => Act($"undo {plan}", UndoFault);

    public Task<string?> FailingAsync(IReadOnlyList<DrillProbe> probes, CancellationToken ct) => Task.FromResult(Failing);

    public Task<string?> UnsteadyAsync(IReadOnlyList<DrillProbe> probes, CancellationToken ct) => Task.FromResult(Unsteady);

    public Task<IReadOnlyCollection<string>> AlertsAsync(CancellationToken ct) => Task.FromResult<IReadOnlyCollection<string>>([.. Alerts]);

    private Task<string?> Act(string act, string? answer)
    {
        Acts.Add(act);
        return Task.FromResult(answer);
    }

    private sealed class Fault(FakeDrillSite site) : IDrillFault
    {
        public double? Refused => site.Refused;

        public void Mark() => site.Acts.Add("mark");

        public ValueTask DisposeAsync()
        {
            site.Acts.Add("end");
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>Shoppers of a test: ten requests in each part that is entered.</summary>
internal sealed class FakeDrillTraffic(FakeDrillSite site) : IDrillTraffic
{
    private readonly List<DrillPhase> _parts = [];

    public Dictionary<DrillPhase, long> Errors { get; } = [];

    public List<string> WrongBooks { get; } = [];

    public void Begin()
    {
        _parts.Add(DrillPhase.Before);
        site.Acts.Add("shoppers");
    }

    public void Enter(DrillPhase phase) => _parts.Add(phase);

    public Task<DrillTrafficFigures> EndAsync(CancellationToken ct)
    {
        site.Acts.Add("books");
        return Task.FromResult(new DrillTrafficFigures([.. _parts.Select(part => Figures(part, Errors.GetValueOrDefault(part)))], WrongBooks));
    }

    public static DrillPhaseFigures Figures(DrillPhase phase, long errors) => new(phase, 10, errors, errors / 10.0, 1000, 2000, []);
}
