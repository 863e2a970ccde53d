using Seawall.Lab.Http;

namespace Seawall.Lab.Tests.Http;

public sealed class ArrivalScheduleTests
{
    [Fact]
    public void A_constant_rate_stays_on_its_grid_for_hours()
    {
        ArrivalSchedule schedule = ArrivalSchedule.Constant(3);
        long last = 0;
        for (int i = 0; i <= 3 * 7200; i++)
        {
            last = schedule.Next();
        }

        Assert.Equal(7200L * 1_000_000, last);
    }

    [Fact]
    public void Independent_arrivals_have_their_rate_and_their_spread()
    {
        const int seed = 7;
        long[] times = Take(ArrivalSchedule.Poisson(1000, new Random(seed)), 100_000);
        double[] gaps = [.. times.Zip(times.Skip(1), (a, b) => (double)(b - a))];
        double mean = gaps.Average();
        double deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        Assert.InRange(mean, 985, 1015);
        Assert.InRange(deviation / mean, 0.97, 1.03);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_curve_gives_each_second_its_requests_and_a_wall_at_once(bool random)
    {
        // 100 a second, from second 5 on 1000 a second, in the last second none.
        ArrivalSchedule schedule = ArrivalSchedule.Curve(at => at.TotalSeconds < 5 ? 100 : at.TotalSeconds < 9 ? 1000 : 0, TimeSpan.FromSeconds(10), random ? new Random(3) : null);
        int[] bySecond = new int[11];
        for (long time = schedule.Next(); time != ArrivalSchedule.Over; time = schedule.Next())
        {
            bySecond[time / 1_000_000]++;
        }

        double slack = random ? 5 : 0.02;
        for (int second = 0; second < 10; second++)
        {
            double wanted = second < 5 ? 100 : second < 9 ? 1000 : 0;
            Assert.InRange(bySecond[second], wanted - (slack * Math.Sqrt(wanted)) - 1, wanted + (slack * Math.Sqrt(wanted)) + 1);
        }
    }

    [Fact]
    public void What_was_recorded_comes_when_it_came_and_then_no_more() =>
        Assert.Equal([0, 5, 5, 9, ArrivalSchedule.Over, ArrivalSchedule.Over], Take(ArrivalSchedule.At([0, 5, 5, 9]), 6));

    private static long[] Take(ArrivalSchedule schedule, int count)
    {
        long[] times = new long[count];
        for (int i = 0; i < count; i++)
        {
            times[i] = schedule.Next();
        }

        return times;
    }
}
