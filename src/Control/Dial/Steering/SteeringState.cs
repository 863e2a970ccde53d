namespace Seawall.Control.Dial.Steering;

/// <summary>
/// What the controller remembers from second to second, and what it makes of the next one. Up is quick: enough of the last samples over a threshold. Down is slow: a
/// long calm for each level, and a longer one each time going down was too early. There is never more than one step within the dwell, so that neither noise nor a
/// load that comes and goes makes it flap.
/// </summary>
public sealed record SteeringState
{
    /// <summary>Calm grows to this many times its setting.</summary>
    public const int MostPatience = 16;

    /// <summary>Fewer samples than this say nothing about usual latency.</summary>
    private const int Acquaintance = 60;

    /// <summary>A latency below this is not worth shedding for, however unusual.</summary>
    private const double LeastLatencyMs = 25;

    /// <summary>The weight of one second against the ten minutes before it.</summary>
    private const double Forgetting = 1.0 / 600;

    /// <summary>Where the dial stood at the last sample.</summary>
    public int Level { get; private init; }

    /// <summary>Where it should stand: at most one step away.</summary>
    public int Suggested { get; private init; }

    /// <summary>Why, with the figure; empty while it should stay.</summary>
    public string Why { get; private init; } = "";

    /// <summary>How near to overload the last sample was.</summary>
    public Pressure Pressure { get; private init; }

    /// <summary>Since when all has been calm; null when it is not.</summary>
    public DateTimeOffset? CalmSince { get; private init; }

    /// <summary>How many times the set calm it asks for before it goes down.</summary>
    public int Patience { get; private init; } = 1;

    /// <summary>The usual 99th percentile of latency; null while it is not known.</summary>
    public double? UsualLatencyMs => Latencies < Acquaintance ? null : Math.Max(Usual, LeastLatencyMs);

    private DateTimeOffset ChangedAt { get; init; }

    // A bit a sample, the newest last.
    private ulong Over { get; init; }

    private int Seen { get; init; }

    private int Latencies { get; init; }

    private double Usual { get; init; }

    private DateTimeOffset LoweredAt { get; init; } = DateTimeOffset.MinValue;

    public static SteeringState At(int level, DateTimeOffset now) => new() { Level = level, Suggested = level, ChangedAt = now };

    /// <summary>The next second.</summary>
    /// <param name="level">Where the dial stands, whoever moved it.</param>
    /// <param name="deepest">The ladder's last level.</param>
    public SteeringState Next(PressureFigures figures, SteeringSettings settings, int level, int deepest, DateTimeOffset now)
    {
        var pressure = Pressure.Of(figures, settings, UsualLatencyMs);
        var calm = pressure.Share >= settings.CalmBelow ? (DateTimeOffset?)null : CalmSince ?? now;
        var next = ((level == Level ? this : Moved(level, settings, now)) with { Pressure = pressure, CalmSince = level == Level ? calm : null }).Remember(pressure.IsOver, figures.LatencyMs);
        return now - next.ChangedAt < TimeSpan.FromSeconds(settings.DwellSeconds) ? next : next.Judge(settings, deepest, now);
    }

    // A step was taken, by the controller or a person: everything is counted anew from here.
    private SteeringState Moved(int level, SteeringSettings settings, DateTimeOffset now)
    {
        var tooEarly = level > Level && now - LoweredAt < CalmNeeded(settings) * 4;
        return this with
        {
            Level = level,
            Suggested = level,
            Why = "",
            ChangedAt = now,
            LoweredAt = level < Level ? now : LoweredAt,
            Patience = tooEarly ? Math.Min(Patience * 2, MostPatience) : Patience,
            Over = 0,
            Seen = 0,
        };
    }

    private SteeringState Judge(SteeringSettings settings, int deepest, DateTimeOffset now)
    {
        var over = System.Numerics.BitOperations.PopCount(Over & Mask(settings.Of));
        var calm = CalmSince is { } since ? now - since : TimeSpan.Zero;
        if (Level < deepest && over >= settings.Over)
            return Suggest(Level + 1, FormattableString.Invariant($"{Pressure.Words}; {over} of the last {Math.Min(Seen, settings.Of)} seconds over"), now);
        if (Level > 0 && calm >= CalmNeeded(settings))
            return Suggest(Level - 1, FormattableString.Invariant($"calm for {calm.TotalSeconds:0} s of {CalmNeeded(settings).TotalSeconds:0} s"), now);
        // What was suggested stands until the figures clearly say otherwise.
        var stale = (Suggested > Level && calm >= TimeSpan.FromSeconds(settings.DwellSeconds)) || (Suggested < Level && Pressure.IsOver);
        var rested = Level == 0 && calm >= CalmNeeded(settings) * 4;
        return stale ? Suggest(Level, "", now) : rested ? this with { Patience = 1 } : this;
    }

    private SteeringState Suggest(int level, string why, DateTimeOffset now) => level == Suggested ? this : this with { Suggested = level, Why = why, ChangedAt = now };

    private TimeSpan CalmNeeded(SteeringSettings settings) => TimeSpan.FromSeconds(settings.CalmSeconds) * Patience;

    private SteeringState Remember(bool over, double? latency)
    {
        var next = this with { Over = (Over << 1) | (over ? 1UL : 0), Seen = Math.Min(Seen + 1, 64) };
        // What is measured under overload is not what is usual.
        return latency is not { } known || over ? next : next with
        {
            Latencies = Math.Min(Latencies + 1, Acquaintance),
            Usual = Latencies == 0 ? known : Usual + ((known - Usual) * Math.Max(Forgetting, 1.0 / (Latencies + 1))),
        };
    }

    private static ulong Mask(int samples) => samples >= 64 ? ulong.MaxValue : (1UL << samples) - 1;
}
