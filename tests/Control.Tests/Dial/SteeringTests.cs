using System.Globalization;
using Seawall.Control.Dial.Steering;

namespace Seawall.Control.Tests.Dial;

public sealed class SteeringTests
{
    private const int Deepest = 5;
    private static readonly DateTimeOffset Start = new(2026, 11, 11, 0, 0, 0, TimeSpan.Zero);
    private static readonly SteeringSettings Settings = new() { Mode = SteeringMode.Move, UpTo = Deepest };

    [Fact]
    public void A_load_that_steps_up_is_shed_step_by_step_and_given_back_in_reverse_order()
    {
        // Each level takes a quarter of the load off; from 300 s on there is none.
        var moves = Run((second, level) => second is >= 100 and < 300 ? 60 * Math.Pow(0.6, level) : 2, 3_000);
        Assert.Equal([1, 2, 3, 2, 1, 0], moves.Select(move => move.Level));
        Assert.Equal(106, moves[0].Second);
        Assert.All(moves.Zip(moves.Skip(1)), pair => Assert.True(pair.Second.Second - pair.First.Second >= Settings.DwellSeconds, Told(moves)));
        Assert.True(moves[3].Second >= 300 + Settings.CalmSeconds, Told(moves));
        Assert.All(moves.Skip(3).Zip(moves.Skip(4)), pair => Assert.True(pair.Second.Second - pair.First.Second >= Settings.CalmSeconds, Told(moves)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20261111)]
    public void Single_peaks_move_nothing_however_high(int seed)
    {
        var random = new Random(seed);
        var moves = Run((_, _) => random.Next(10) < 1 ? 80 : 5, 7_200);
        Assert.True(moves.Count == 0, $"seed {seed}: {Told(moves)}");
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void Any_noise_moves_at_most_once_within_a_dwell(int seed)
    {
        var random = new Random(seed);
        var moves = Run((_, _) => random.NextDouble() * 60, 7_200);
        Assert.All(moves.Zip(moves.Skip(1)), pair => Assert.True(pair.Second.Second - pair.First.Second >= Settings.DwellSeconds, $"seed {seed}: {Told(moves)}"));
        Assert.True(moves.Count <= Deepest + 4, $"seed {seed}: {Told(moves)}");
    }

    [Theory]
    [InlineData(30)]
    [InlineData(120)]
    [InlineData(400)]
    [InlineData(900)]
    public void A_load_that_comes_and_goes_for_a_day_does_not_make_the_dial_flap(int half)
    {
        // Overload at L0 half of the time; at L1 the site carries it. Each relapse doubles the calm that is asked for, up to 16 × 180 s.
        var moves = Run((second, level) => second / half % 2 == 0 && level == 0 ? 60 : 2, 86_400);
        Assert.All(moves.Zip(moves.Skip(1)), pair => Assert.True(pair.Second.Second - pair.First.Second >= Settings.DwellSeconds, Told(moves)));
        Assert.All(moves, move => Assert.InRange(move.Level, 0, 1));
        Assert.True(moves.Count <= 2 * (5 + (86_400 / (SteeringState.MostPatience * Settings.CalmSeconds))), Told(moves));
    }

    [Fact]
    public void A_suggestion_that_nobody_follows_stands_until_the_figures_say_otherwise()
    {
        var state = SteeringState.At(0, Start);
        var seen = new List<int>();
        for (var second = 1; second <= 400; second++)
        {
            state = state.Next(Wait(second is > 50 and < 150 && second % 4 > 0 ? 45 : 2), Settings with { Mode = SteeringMode.Suggest }, 0, Deepest, Start.AddSeconds(second));
            if (seen.LastOrDefault(0) != state.Suggested)
                seen.Add(state.Suggested);
        }
        Assert.Equal([1, 0], seen);
    }

    [Fact]
    public void The_reason_names_the_figure_that_is_nearest_to_its_threshold()
    {
        var pressure = Pressure.Of(new PressureFigures(10, 0.98, 0.01, 500), Settings, 100);
        Assert.Equal("p99 500 ms of 400 ms", pressure.Words);
        Assert.True(pressure.IsOver);
        Assert.Equal("queue wait 34 ms of 20 ms", Pressure.Of(Wait(34), Settings, null).Words);
        Assert.Equal((0, ""), (Pressure.Of(PressureFigures.None, Settings, null).Share, Pressure.Of(PressureFigures.None, Settings, null).Words));
    }

    [Fact]
    public void Latency_counts_against_what_is_usual_here_and_only_once_that_is_known()
    {
        var state = SteeringState.At(0, Start);
        for (var second = 1; second <= 60; second++)
        {
            Assert.Null(state.UsualLatencyMs);
            state = state.Next(new PressureFigures(null, null, null, 80), Settings, 0, Deepest, Start.AddSeconds(second));
        }
        Assert.Equal(80, state.UsualLatencyMs!.Value, 3);
        for (var second = 61; second <= 90; second++)
            state = state.Next(new PressureFigures(null, null, null, 900), Settings, 0, Deepest, Start.AddSeconds(second));
        Assert.Equal(1, state.Suggested);
        Assert.Equal(80, state.UsualLatencyMs!.Value, 3);
    }

    [Theory]
    [InlineData("""{"mode":"always"}""")]
    [InlineData("""{"mode":"move","upTo":0}""")]
    [InlineData("""{"over":11}""")]
    [InlineData("""{"calmSeconds":5}""")]
    [InlineData("""{"upto":3,"levels":[]}""")]
    [InlineData("[]")]
    public void Settings_that_would_not_steer_are_refused(string json)
    {
        using var value = System.Text.Json.JsonDocument.Parse(json);
        Assert.NotEmpty(SteeringSettings.Faults(value.RootElement));
    }

    private static PressureFigures Wait(double milliseconds) => new(milliseconds, null, null, null);

    // A site whose queue wait is a function of time and of the level; every suggestion is followed at once.
    private static List<(int Second, int Level)> Run(Func<int, int, double> wait, int seconds)
    {
        var (state, level, moves) = (SteeringState.At(0, Start), 0, new List<(int, int)>());
        for (var second = 1; second <= seconds; second++)
        {
            state = state.Next(Wait(wait(second, level)), Settings, level, Deepest, Start.AddSeconds(second));
            Assert.InRange(state.Suggested, Math.Max(0, level - 1), Math.Min(Deepest, level + 1));
            if (state.Suggested != level)
                moves.Add((second, level = state.Suggested));
        }
        return moves;
    }

    private static string Told(List<(int Second, int Level)> moves) => string.Create(CultureInfo.InvariantCulture, $"{moves.Count} moves: {string.Join(", ", moves.Select(move => $"L{move.Level} at {move.Second} s"))}");
}
