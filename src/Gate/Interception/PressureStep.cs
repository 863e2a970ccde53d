using Seawall.Client.Gates;

namespace Seawall.Gate.Interception;

/// <summary>How a server's pressure stands: its step, and how many places slow statements have.</summary>
/// <param name="Level">0 for none, up to <see cref="Decisions.MostLevel"/>.</param>
/// <param name="Places">Places of slow statements.</param>
/// <param name="High">Ticks in a row above the upper mark.</param>
/// <param name="Low">Ticks in a row below the lower mark.</param>
internal readonly record struct PressureStep(int Level, int Places, int High, int Low)
{
    /// <summary>A reading of the server.</summary>
    public const long TickMicros = 100_000;

    private const int ToBegin = 3;
    private const int ToGoUp = 5;
    private const int ToEase = 20;
    private const int Freely = 64;

    public static PressureStep None { get; } = new(0, 1, 0, 0);

    /// <summary>
    /// The state after one more tick. Pressure begins after 0.3 s above the upper mark and takes one grade more for each further half second; between the marks it stays.
    /// Below the lower one it eases every two seconds: first the places double, so that what was held back does not come all at once, then grade by grade.
    /// </summary>
    public PressureStep Next(InterceptionSettings settings, bool isHigh, bool isLow)
    {
        if (isHigh)
        {
            var high = High + 1;
            var rises = high >= (Level == 0 ? ToBegin : ToGoUp);
            return new PressureStep(rises ? Math.Min(Level + 1, Decisions.MostLevel) : Level, settings.Places, rises ? 0 : high, 0);
        }
        if (!isLow || Level == 0)
            return this with { High = 0, Low = 0 };
        if (Low + 1 < ToEase)
            return this with { High = 0, Low = Low + 1 };
        return Places < Freely ? new PressureStep(Level, Places * 2, 0, 0) : new PressureStep(Level - 1, Places, 0, 0);
    }
}
