using FsCheck;
using FsCheck.Fluent;
using Seawall.Lab.Digests;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Tests;

public sealed class SchedulerTests
{
    private const long Window = 1_000_000;

    [Fact]
    public void Every_unit_is_placed_once_and_rounds_hold_one_unit_a_lane() => Check(OrderMode.Unit, (plans, lanes, placements) =>
    {
        Assert.Equal(Enumerable.Range(0, plans.Length), placements.Select(p => p.Unit).Order());
        Assert.Equal(placements.Count, placements.Select(p => (p.Round, p.Lane)).Distinct().Count());
        Assert.All(placements, p => Assert.InRange(p.Lane, 0, lanes - 1));
    });

    [Fact]
    public void No_lane_is_idle_while_another_has_more_than_one_unit_left() => Check(OrderMode.Unit, sticky: false, check: (plans, lanes, placements) =>
    {
        foreach (var round in placements.GroupBy(p => p.Round))
        {
            int left = placements.Count(p => p.Round >= round.Key);
            Assert.Equal(Math.Min(lanes, left), round.Count());
        }

        int[] units = [.. Enumerable.Range(0, lanes).Select(lane => placements.Count(p => p.Lane == lane))];
        Assert.InRange(units.Max() - units.Min(), 0, 1);
    });

    [Theory]
    [InlineData(OrderMode.Object)]
    [InlineData(OrderMode.Session)]
    public void A_unit_comes_in_a_later_round_than_what_it_depends_on(OrderMode order) => Check(order, (plans, lanes, placements) =>
    {
        int[] roundOf = new int[plans.Length];
        placements.ForEach(p => roundOf[p.Unit] = p.Round);
        for (int unit = 0; unit < plans.Length; unit++)
        {
            Assert.All(plans[unit].DependsOn, on => Assert.True(roundOf[on] < roundOf[unit]));
        }
    });

    [Fact]
    public void A_sticky_session_keeps_one_lane_and_its_order() => Check(OrderMode.Unit, (plans, lanes, placements) =>
    {
        foreach (var session in placements.Where(p => plans[p.Unit].IsSticky).GroupBy(p => plans[p.Unit].Session))
        {
            Assert.Single(session.Select(p => p.Lane).Distinct());
            Assert.Equal(session.Select(p => p.Unit).Order(), session.OrderBy(p => p.Round).Select(p => p.Unit));
        }
    });

    [Fact]
    public void Rounds_follow_the_captured_windows() => Check(OrderMode.Unit, sticky: false, check: (plans, lanes, placements) =>
    {
        long latest = long.MinValue;
        foreach (var round in placements.GroupBy(p => p.Round))
        {
            long[] windows = [.. round.Select(p => (plans[p.Unit].StartMicros - plans.Min(u => u.StartMicros)) / Window)];
            Assert.True(windows.Min() >= latest);
            latest = windows.Max();
        }
    });

    private static void Check(OrderMode order, Action<UnitPlan[], int, List<Placement>> check, bool sticky = true)
    {
        int seed = Environment.GetEnvironmentVariable("SEAWALL_SEED") is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : Random.Shared.Next();
        var random = new Random(seed);
        Gen<(int Lanes, UnitPlan[] Plans)> logs =
            from lanes in Gen.Choose(1, 12)
            from count in Gen.Choose(0, 120)
            from draws in Gen.Choose(0, int.MaxValue - 1).ListOf(count)
            select (lanes, Plans(order, sticky, [.. draws]));
        var property = Prop.ForAll(logs.ToArbitrary(), log => check(log.Plans, log.Lanes, Scheduler.Schedule(log.Plans, log.Lanes, Window)));
        property.Check(Config.QuickThrowOnFailure.WithReplay((ulong)random.NextInt64(), 1).WithName($"seed {seed}"));
    }

    private static UnitPlan[] Plans(OrderMode order, bool sticky, int[] draws)
    {
        var dependencies = new Dependencies(order);
        long at = 0;
        var plans = new UnitPlan[draws.Length];
        for (int unit = 0; unit < draws.Length; unit++)
        {
            var random = new Random(draws[unit]);
            at += random.Next(400_000);
            int session = random.Next(6);
            bool isSticky = sticky && session == 0;
            TouchedTable[] tables = [new(random.Next(4), random.Next(3) == 0), new(random.Next(4), false)];
            plans[unit] = new UnitPlan(at, random.Next(1, 100_000), session, isSticky, sticky && random.Next(20) == 0, dependencies.Of(unit, session, isSticky, tables));
        }

        return plans;
    }
}
