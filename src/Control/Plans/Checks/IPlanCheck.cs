namespace Seawall.Control.Plans.Checks;

/// <summary>What must hold before, while or after a plan is in force.</summary>
internal interface IPlanCheck
{
    CheckTimes Times { get; }

    /// <summary>One look. It ends by itself within two seconds, and is not asked what to do about it.</summary>
    Task<CheckLook> LookAsync(CheckSurroundings with, CancellationToken ct);
}

/// <summary>What a look saw, in words with the figure.</summary>
internal sealed record CheckLook(bool Holds, string Said);

/// <summary>How long a check has.</summary>
/// <param name="Within">It fails when it does not hold by then.</param>
/// <param name="Hold">How long it must hold without a break to pass.</param>
internal sealed record CheckTimes(TimeSpan Within, TimeSpan Hold)
{
    public static CheckTimes Usual { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(3));
}
