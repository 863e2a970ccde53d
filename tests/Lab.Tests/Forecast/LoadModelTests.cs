using System.Globalization;
using Seawall.Kernel;
using Seawall.Lab.Forecast;
using Xunit.Abstractions;

namespace Seawall.Lab.Tests;

/// <summary>The first two thirds of a load foretell its last third: as often as the interval promises, and with an interval that still says something.</summary>
public sealed class LoadModelTests(ITestOutputHelper output)
{
    private const int Loads = 240;
    private const int FirstSeed = 20_261_111;
    private const int Paths = 200;
    private const double Tail = 0.025;

    [Fact]
    public void The_last_third_of_a_load_lies_inside_what_the_first_two_thirds_foretell()
    {
        Outcome[] outcomes = [.. Enumerable.Range(FirstSeed, Loads).Select(seed => SeededLoad.Of(seed)).Select(load => Judge(load.Draw(), load.Days, load.Seed, SeededLoad.Slots))];
        double totals = outcomes.Average(o => o.Total ? 1 : 0);
        double peaks = outcomes.Average(o => o.Peak ? 1 : 0);
        double slots = outcomes.Average(o => o.SlotsInside);
        double cases = outcomes.Average(o => o.Total && o.SlotsInside >= 0.9 ? 1 : 0);
        double width = Sample.Median([.. outcomes.Select(o => o.TotalWidth)]);
        double slotWidth = Sample.Median([.. outcomes.Select(o => o.SlotWidth)]);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Loads} loads, seeds {FirstSeed}..{FirstSeed + Loads - 1}: total inside {totals:P1}, peak inside {peaks:P1}, slots inside {slots:P1}, total and 90 % of slots {cases:P1}; median width of the total's interval {width:P1}, of a slot's {slotWidth:P1}"));
        output.WriteLine($"missed by seeds {string.Join(", ", outcomes.Where(o => !o.Total || o.SlotsInside < 0.9).Select(o => o.Seed))}");
        Assert.True(totals >= 0.9, $"totals inside: {totals:P1}");
        Assert.True(peaks >= 0.9, $"peaks inside: {peaks:P1}");
        Assert.True(slots >= 0.9, $"slots inside: {slots:P1}");
        Assert.True(cases >= 0.9, $"cases: {cases:P1}");
        Assert.True(width <= 0.6, $"the total's interval is {width:P1} wide");
        Assert.True(slotWidth <= 1.2, $"a slot's interval is {slotWidth:P1} wide");
    }

    [Fact]
    public void The_last_third_of_a_load_that_a_server_logged_lies_inside_too()
    {
        Outcome outcome = Judge(RecordedLoad.Read(), RecordedLoad.DaysRecorded, FirstSeed, RecordedLoad.Slots);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"recorded load, seed {FirstSeed}: total inside {outcome.Total}, peak inside {outcome.Peak}, slots inside {outcome.SlotsInside:P1}; width of the total's interval {outcome.TotalWidth:P1}, of a slot's {outcome.SlotWidth:P1}"));
        Assert.True(outcome is { Total: true, Peak: true });
        Assert.True(outcome.SlotsInside >= 0.9, $"slots inside: {outcome.SlotsInside:P1}");
        Assert.True(outcome.TotalWidth <= 0.6, $"the total's interval is {outcome.TotalWidth:P1} wide");
    }

    private static Outcome Judge(IReadOnlyList<LoadDay> days, int length, int seed, int slots)
    {
        int first = days[0].Day;
        int split = first + (length * 2 / 3);
        LoadModel model = LoadModel.Fit(new LoadHistory(slots, days.Where(day => day.Day < split)));
        LoadDay[] last = [.. days.Where(day => day.Day >= split)];
        int[] targets = [.. last.Select(day => day.Day)];
        double[] totals = new double[Paths];
        double[] peaks = new double[Paths];
        double[][] counts = [.. Enumerable.Range(0, last.Length * slots).Select(_ => new double[Paths])];
        for (int p = 0; p < Paths; p++)
        {
            LoadPath path = model.Draw(targets, new Random(unchecked((seed * 31) + p)));
            for (int d = 0; d < last.Length; d++)
            {
                for (int slot = 0; slot < slots; slot++)
                {
                    double count = path.Count(d, slot);
                    counts[(d * slots) + slot][p] = count;
                    totals[p] += count;
                    peaks[p] = Math.Max(peaks[p], count);
                }
            }
        }

        Interval total = Interval.OfSample(totals, Tail);
        Interval peak = Interval.OfSample(peaks, Tail);
        (int inside, double width) = (0, 0);
        for (int i = 0; i < counts.Length; i++)
        {
            Interval slot = Interval.OfSample(counts[i], Tail);
            inside += Holds(slot, last[i / slots].Counts[i % slots]) ? 1 : 0;
            width += (slot.High - slot.Low) / Math.Max(1, slot.Value);
        }

        return new Outcome(
            seed, Holds(total, last.Sum(day => day.Counts.Sum())), Holds(peak, last.Max(day => day.Counts.Max())), (double)inside / counts.Length,
            (total.High - total.Low) / total.Value, width / counts.Length);
    }

    // Counts are whole: a bound between two of them holds both.
    private static bool Holds(Interval interval, double count) => count >= Math.Floor(interval.Low) && count <= Math.Ceiling(interval.High);

    private sealed record Outcome(int Seed, bool Total, bool Peak, double SlotsInside, double TotalWidth, double SlotWidth);
}
