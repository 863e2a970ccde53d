namespace Seawall.Control.Plans;

/// <summary>How this node treats plans.</summary>
public sealed record PlanOptions
{
    /// <summary>Identity of the running program, as evidence names it; asked for once, when it is needed first.</summary>
    public Func<string> Build { get; init; } = () => "unknown";

    /// <summary>How long a rehearsal counts; 14 days by default.</summary>
    public TimeSpan RehearsalLife { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long after its time a scheduled plan still runs, such as when this node was away; 5 minutes by default.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long processes have to hold a plan ready; 2 s by default. Who does not by then follows a moment later.</summary>
    public TimeSpan ArmWithin { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often plans are looked at; half a second by default.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(500);
}
