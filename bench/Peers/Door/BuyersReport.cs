using System.Diagnostics;

namespace Seawall.Peers.Door;

/// <summary>How it ended for all buyers of a process.</summary>
/// <param name="Admitted">Buyers who were let in.</param>
/// <param name="Overtakers">Buyers who were let in while somebody who came before them and stayed never was.</param>
/// <param name="WrongNumbers">Numbers that two buyers had, or that nobody had below the highest.</param>
/// <param name="Lapsed">Buyers who were called, asked too late and joined again at the end: this machine did not get round to them.</param>
/// <param name="MostInside">The most who were inside at once, from the answer that let them in until they began to leave.</param>
/// <param name="Asked">Requests of buyers who were not inside.</param>
/// <param name="Refused">Answers that said no without a place in line.</param>
/// <param name="Errors">Answers that nobody should get.</param>
/// <param name="LastInAt">The tick of <see cref="Stopwatch"/> at which the last one was let in.</param>
/// <param name="KnewMs">Milliseconds from then until buyers knew that nothing is left: the median, 99 of 100, the last.</param>
/// <param name="Unaware">Buyers who stayed and never learnt how it ended.</param>
internal sealed record BuyersReport(
    int Admitted, int Overtakers, long WrongNumbers, long Lapsed, int MostInside, long Asked, long Refused, long Errors, long LastInAt, double[] KnewMs, int Unaware, double Seconds)
{
    public static BuyersReport Of(Buyer[] buyers, Tally tally, double seconds)
    {
        Buyer[] letIn = [.. buyers.Where(buyer => buyer.InAt > 0)];
        long lastIn = letIn.Length == 0 ? 0 : letIn.Max(buyer => buyer.InAt);
        double[] knew = [.. buyers.Where(buyer => buyer.KnewAt > 0).Select(buyer => (buyer.KnewAt - lastIn) / (double)Stopwatch.Frequency * 1000).Order()];
        long[] numbers = [.. buyers.Where(buyer => buyer.Number is > 0 and < long.MaxValue).Select(buyer => buyer.Number).Order()];
        return new BuyersReport(
            letIn.Length,
            OvertakersOf(buyers, letIn),
            numbers.Length == 0 ? 0 : numbers[^1] - numbers.Distinct().Count() - tally.Lapsed,
            tally.Lapsed,
            MostOf(letIn),
            tally.Asked,
            tally.Refused,
            tally.Errors,
            lastIn,
            knew.Length == 0 ? [0, 0, 0] : [knew[knew.Length / 2], knew[(int)(knew.Length * 0.99)], knew[^1]],
            buyers.Count(buyer => buyer.State == BuyerState.Waiting),
            seconds);
    }

    // Whoever has a higher number than somebody who stayed and was never let in has got ahead.
    private static int OvertakersOf(Buyer[] buyers, Buyer[] letIn)
    {
        long firstLeftOut = buyers.Where(buyer => buyer.InAt == 0 && !buyer.Leaves && buyer.Number > 0).Select(buyer => buyer.Number).DefaultIfEmpty(long.MaxValue).Min();
        return letIn.Count(buyer => buyer.Number > firstLeftOut);
    }

    private static int MostOf(Buyer[] letIn)
    {
        (int now, int most) = (0, 0);
        foreach ((long _, int change) in letIn.SelectMany(buyer => new[] { (buyer.InAt, 1), (buyer.OutAt > 0 ? buyer.OutAt : long.MaxValue, -1) }).Order())
            most = Math.Max(most, now += change);
        return most;
    }
}
