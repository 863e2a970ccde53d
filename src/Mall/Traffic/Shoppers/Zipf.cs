namespace Seawall.Mall.Traffic.Shoppers;

/// <summary>Picks positions of a list so that the n-th is chosen 1/n as often as the first (Zipf with exponent 1).</summary>
internal static class Zipf
{
    private const int Longest = 1000;

    // Harmonic numbers scaled to integers: the weight of position n is One / n.
    private const int One = 1_000_000;
    private static readonly int[] Sums = Harmonic();

    public static int Pick(Random random, int count)
    {
        count = Math.Min(count, Longest);
        var found = Array.BinarySearch(Sums, 0, count, random.Next(Sums[count - 1]) + 1);
        return found >= 0 ? found : ~found;
    }

    private static int[] Harmonic()
    {
        var sums = new int[Longest];
        var sum = 0;
        for (var n = 0; n < Longest; n++)
            sums[n] = sum += One / (n + 1);
        return sums;
    }
}
