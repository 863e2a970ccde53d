using Seawall.Client.Gates;
using Seawall.Client.Switches;

namespace Seawall.Gate.Interception;

/// <summary>What becomes of a statement while its server is under pressure.</summary>
internal enum Decision : byte
{
    /// <summary>It goes on untouched.</summary>
    Pass,

    /// <summary>It is slow: it takes one of few places.</summary>
    Hold,

    /// <summary>Nobody knows what it costs: it takes the one place of trials.</summary>
    Try,

    /// <summary>It waits for its place.</summary>
    Wait,

    /// <summary>It is refused: no place, no room to wait.</summary>
    Refuse,

    /// <summary>Warn mode: it would have waited or been refused, and passed.</summary>
    Warn,
}

/// <summary>What is known of a statement when it is decided about.</summary>
/// <param name="IsKnown">Whether it was seen often enough.</param>
/// <param name="NormalMs">Its time without pressure, in milliseconds.</param>
/// <param name="Rows">Rows a call.</param>
/// <param name="Bytes">Bytes of result a call.</param>
/// <param name="Share">Its share of the server's time lately, 0..1.</param>
internal readonly record struct CostView(bool IsKnown, double NormalMs, double Rows, double Bytes, double Share);

internal static class Decisions
{
    public const int Count = 6;

    /// <summary>The steps of pressure: at the first one only the worst grade gives way, at the last every grade that is no core.</summary>
    public const int MostLevel = Grade.G4 - Grade.G2 + 1;

    /// <summary>Whether a business of this grade gives way at this step; core businesses never do.</summary>
    public static bool GivesWay(int level, Grade grade) => grade >= Grade.G2 && grade > Grade.G4 - level;

    public static bool IsCore(Grade grade) => grade <= Grade.G1;

    /// <summary>Whether a statement that is known counts as slow.</summary>
    public static bool IsSlow(InterceptionSettings settings, in CostView cost) =>
        cost.NormalMs >= settings.SlowMs
        || (settings.SlowRows > 0 && cost.Rows >= settings.SlowRows)
        || (settings.SlowBytes > 0 && cost.Bytes >= settings.SlowBytes)
        || (settings.Share < 1 && cost.Share >= settings.Share);

    /// <summary>What is to be done with a statement of this grade and cost at this step of pressure.</summary>
    public static Decision Decide(InterceptionSettings settings, int level, Grade grade, in CostView cost)
    {
        if (settings.Mode == RuleMode.Off || !GivesWay(level, grade))
            return Decision.Pass;
        if (!cost.IsKnown)
            return Decision.Try;
        return IsSlow(settings, cost) ? Decision.Hold : Decision.Pass;
    }

    /// <summary>Whether a refusal tells the client to come again: by the settings, or while the pressure is younger than half a minute.</summary>
    public static bool SaysRetry(InterceptionSettings settings, long pressureMicros) => settings.Answer switch
    {
        InterceptionAnswer.Retry => true,
        InterceptionAnswer.Stop => false,
        _ => pressureMicros < 30_000_000,
    };
}
