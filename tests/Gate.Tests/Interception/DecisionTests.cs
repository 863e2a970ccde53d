using Seawall.Client.Gates;
using Seawall.Client.Switches;
using Seawall.Gate.Interception;

namespace Seawall.Gate.Tests.Interception;

/// <summary>What is decided, as tables.</summary>
public sealed class DecisionTests
{
    private static readonly InterceptionSettings s_enforce = new() { Mode = RuleMode.Enforce, SlowRows = 10_000, SlowBytes = 1_000_000 };

    [Theory]
    [InlineData(0, Grade.G4, 5_000, Decision.Pass)]
    [InlineData(1, Grade.G4, 5_000, Decision.Hold)]
    [InlineData(1, Grade.G4, 100, Decision.Hold)]
    [InlineData(1, Grade.G4, 99, Decision.Pass)]
    [InlineData(1, Grade.G3, 5_000, Decision.Pass)]
    [InlineData(2, Grade.G3, 5_000, Decision.Hold)]
    [InlineData(2, Grade.G2, 5_000, Decision.Pass)]
    [InlineData(3, Grade.G2, 5_000, Decision.Hold)]
    [InlineData(3, Grade.G1, 5_000, Decision.Pass)]
    [InlineData(3, Grade.G0, 5_000, Decision.Pass)]
    [InlineData(9, Grade.G0, 5_000, Decision.Pass)]
    internal void Grades_give_way_one_by_one_and_core_never_does(int level, Grade grade, double ms, Decision expected) =>
        Assert.Equal(expected, Decisions.Decide(s_enforce, level, grade, new CostView(true, ms, 1, 100, 0)));

    [Theory]
    [InlineData(3, Grade.G2, Decision.Try)]
    [InlineData(1, Grade.G4, Decision.Try)]
    [InlineData(1, Grade.G2, Decision.Pass)]
    [InlineData(0, Grade.G4, Decision.Pass)]
    [InlineData(3, Grade.G1, Decision.Pass)]
    internal void What_nobody_knows_is_tried(int level, Grade grade, Decision expected) =>
        Assert.Equal(expected, Decisions.Decide(s_enforce, level, grade, default));

    [Theory]
    [InlineData(1, 9_999, 100, 0, Decision.Pass)]
    [InlineData(1, 10_000, 100, 0, Decision.Hold)]
    [InlineData(1, 1, 1_000_000, 0, Decision.Hold)]
    [InlineData(1, 1, 100, 0.49, Decision.Pass)]
    [InlineData(1, 1, 100, 0.5, Decision.Hold)]
    internal void Rows_bytes_and_the_share_of_the_servers_time_make_slow_too(double ms, double rows, double bytes, double share, Decision expected) =>
        Assert.Equal(expected, Decisions.Decide(s_enforce, 3, Grade.G2, new CostView(true, ms, rows, bytes, share)));

    [Theory]
    [InlineData(InterceptionAnswer.Auto, 29, true)]
    [InlineData(InterceptionAnswer.Auto, 30, false)]
    [InlineData(InterceptionAnswer.Retry, 3_000, true)]
    [InlineData(InterceptionAnswer.Stop, 1, false)]
    public void Clients_are_told_to_come_again_while_the_pressure_is_young(InterceptionAnswer answer, int seconds, bool retry) =>
        Assert.Equal(retry, Decisions.SaysRetry(s_enforce with { Answer = answer }, seconds * 1_000_000L));

    [Fact]
    public void Nothing_is_decided_when_it_is_off() =>
        Assert.Equal(Decision.Pass, Decisions.Decide(InterceptionSettings.Off, 3, Grade.G4, new CostView(true, 9_000, 1, 1, 1)));

    [Fact]
    public void Pressure_begins_rises_by_grades_stays_between_the_marks_and_eases_by_places_first()
    {
        var step = PressureStep.None;
        step = Ticks(step, 2, high: true);
        Assert.Equal(0, step.Level);
        step = step.Next(s_enforce, false, false);
        step = Ticks(step, 2, high: true);
        Assert.Equal(0, step.Level);
        step = Ticks(step, 1, high: true);
        Assert.Equal(1, step.Level);
        step = Ticks(step, 5, high: true);
        Assert.Equal(2, step.Level);
        step = Ticks(step, 50, high: true);
        Assert.Equal((3, 1), (step.Level, step.Places));

        for (var i = 0; i < 1_000; i++)
            step = step.Next(s_enforce, false, false);
        Assert.Equal((3, 1), (step.Level, step.Places));

        step = Ticks(step, 19, high: false);
        Assert.Equal((3, 1), (step.Level, step.Places));
        List<(int Level, int Places)> seen = [];
        for (var i = 0; i < 9; i++)
        {
            step = Ticks(step, i == 0 ? 1 : 20, high: false);
            seen.Add((step.Level, step.Places));
        }
        Assert.Equal([(3, 2), (3, 4), (3, 8), (3, 16), (3, 32), (3, 64), (2, 64), (1, 64), (0, 64)], seen);
    }

    [Fact]
    public void Pressure_that_comes_back_while_it_eases_takes_the_places_back()
    {
        var step = Ticks(Ticks(PressureStep.None, 3, high: true), 80, high: false);
        Assert.Equal((1, 16), (step.Level, step.Places));
        step = step.Next(s_enforce, true, false);
        Assert.Equal((1, 1), (step.Level, step.Places));
    }

    [Fact]
    public void Settings_name_every_fault_with_its_path()
    {
        Assert.Null(InterceptionSettings.Parse("""{"mode":"on","slowMs":0,"calm":5,"place":1}""", out var faults));
        Assert.Equal(
            [
                "gate/interception.mode: must be one of off, warn, enforce, was 'on'",
                "gate/interception.slowMs: must be 1..3600000, was 0",
                "gate/interception.place: is not known here; known are answer, calm, inFlight, mode, patienceMs, places, ratio, share, slowBytes, slowMs, slowRows, waiting, what",
                "gate/interception.calm: must be below 'ratio', 3, was 5",
            ],
            faults);
        Assert.Equal(InterceptionSettings.Off, InterceptionSettings.Parse("{}", out faults));
        Assert.Empty(faults);
        Assert.Equal(
            new InterceptionSettings { Mode = RuleMode.Warn, SlowMs = 250, Places = 2, Waiting = 4, PatienceMs = 100, Answer = InterceptionAnswer.Stop, InFlight = 20 },
            InterceptionSettings.Parse("""{"what":"peak","mode":"warn","slowMs":250,"places":2,"waiting":4,"patienceMs":100,"answer":"stop","inFlight":20}""", out faults));
    }

    private static PressureStep Ticks(PressureStep step, int count, bool high)
    {
        for (var i = 0; i < count; i++)
            step = step.Next(s_enforce, high, !high);
        return step;
    }
}
