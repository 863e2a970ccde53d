namespace Seawall.Client.Limits;

/// <summary>From which rank on requests are admitted: below <paramref name="Rank"/> none, at it a share, above it all.</summary>
/// <param name="Rank">0 admits everybody.</param>
/// <param name="Share">Of those at the rank, 0..1.</param>
/// <param name="Calm">How many windows in a row were calm.</param>
/// <param name="Settling">How many windows it still waits for what it shed last to show, before the next rank is touched.</param>
/// <remarks>
/// After DAGOR (Zhou and others, Overload Control for Scaling WeChat Microservices, SoCC 2018, https://doi.org/10.1145/3267809.3267823): a service is overloaded
/// when requests wait longer than 20 ms for their turn; then the level rises until a share of what was admitted is gone, and falls in smaller steps when they
/// wait less. Here windows are shorter than the paper's second, so the steps are larger; a rank is shed whole, and its queues given time to drain, before the
/// next one is touched; and the level falls only after several calm windows, and holds in between.
/// </remarks>
internal readonly record struct AdmissionLevel(int Rank, double Share, int Calm, int Settling)
{
    private const double Cut = 0.25;
    private const double Growth = 0.10;
    private const int CalmBefore = 5;
    private const int Settle = 10;

    public static AdmissionLevel Open { get; } = new(0, 1, 0, 0);

    /// <summary>The level after a window.</summary>
    /// <param name="offered">How many requests of each rank came.</param>
    /// <param name="wait">The longest mean wait of the window.</param>
    /// <param name="target">The wait from which on the service is overloaded; at less than half of it the window was calm.</param>
    public AdmissionLevel After(ReadOnlySpan<int> offered, TimeSpan wait, TimeSpan target) =>
        wait >= target ? (Settling > 0 ? this with { Calm = 0, Settling = Settling - 1 } : Raised(offered))
        : wait > target / 2 ? this with { Calm = 0, Settling = Math.Max(0, Settling - 1) }
        : Rank == 0 && Share >= 1 ? Open
        : Calm + 1 < CalmBefore ? this with { Calm = Calm + 1 }
        : Lowered(offered);

    private AdmissionLevel Raised(ReadOnlySpan<int> offered)
    {
        var surplus = Math.Max(1, Admitted(offered) * Cut);
        for (var (rank, share) = (Rank, Share); rank < Limits.Rank.Kept; rank++, share = 1)
        {
            var here = offered[rank] * share;
            if (here > surplus)
                return new(rank, share - (surplus / offered[rank]), 0, 0);
            if (here > 0)
                return new(rank + 1, 1, 0, Settle);
        }
        return new(Limits.Rank.Kept, 1, 0, 0);
    }

    private AdmissionLevel Lowered(ReadOnlySpan<int> offered)
    {
        var (rank, share) = (Rank, Share);
        var room = Math.Max(1, Admitted(offered) * Growth);
        while (true)
        {
            var shed = offered[rank] * (1 - share);
            if (shed > room)
                return new(rank, share + (room / offered[rank]), CalmBefore - 1, 0);
            room -= shed;
            if (rank == 0)
                return Open;
            rank--;
            share = 0;
        }
    }

    private double Admitted(ReadOnlySpan<int> offered)
    {
        var all = offered[Rank] * Share;
        for (var rank = Rank + 1; rank < offered.Length; rank++)
            all += offered[rank];
        return all;
    }
}
