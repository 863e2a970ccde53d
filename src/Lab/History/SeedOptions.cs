namespace Seawall.Lab.History;

/// <summary>How a captured stretch is projected over days that were never observed.</summary>
public sealed record SeedOptions
{
    /// <summary>The last projected day.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>How many, 1..400.</summary>
    public int Days { get; init; } = 21;

    public int Seed { get; init; } = 1;

    /// <summary>Growth of a week, 0 for none; the captured rate is that of the last day's busy hour.</summary>
    public double GrowthPerWeek { get; init; } = 0.04;

    /// <summary>Noise of a day's level, as the standard deviation of its logarithm.</summary>
    public double DayNoise { get; init; } = 0.04;
}
