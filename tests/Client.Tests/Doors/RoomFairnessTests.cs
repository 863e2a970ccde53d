using Seawall.Client.Doors;
using Xunit.Abstractions;

namespace Seawall.Client.Tests;

/// <summary>Random buyers before a room that is killed now and then: order, limits and places hold in every history.</summary>
public sealed class RoomFairnessTests(ITestOutputHelper output)
{
    private const int Rounds = 60;
    private const int Steps = 600;

    [Fact]
    public void No_limit_is_passed_nobody_is_called_before_a_lower_number_and_all_who_stay_come_in_until_places_are_gone()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        for (var round = 0; round < Rounds; round++)
            Play(new Random(seed + round), $"seed {seed}, round {round}");
    }

    private static void Play(Random random, string about)
    {
        var (places, inside) = (random.Next(1, 60), random.Next(1, 40));
        using var bench = new RoomBench(
            $$"""{"paths":["/buy"],"places":{{places}},"inside":{{inside}},"perSecond":{{random.Next(1, 200)}},"passSeconds":{{random.Next(1, 20)}},"graceSeconds":5}""");
        var waiting = new SortedDictionary<long, bool>();
        var passes = new Dictionary<long, long>();
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(10))
            {
                case < 3:
                    bench.Clock.AdvanceMs(random.Next(1, 400));
                    break;
                case < 6 when waiting.Count < 200:
                    Hear(bench.Room.Join());
                    break;
                case 6 when random.Next(20) == 0:
                    bench.Kill();
                    break;
                case 6 when random.Next(20) == 0:
                    bench.Restart();
                    break;
                case 7 when waiting.Count > 0 && random.Next(4) == 0:
                    waiting.Remove(waiting.Keys.ElementAt(random.Next(waiting.Count)));
                    break;
                case 8 when passes.Count > 0 && random.Next(4) == 0 && passes.Keys.ElementAt(random.Next(passes.Count)) is var done && bench.Room.Leave(done):
                    passes[done] = 0;
                    break;
                default:
                    // All who wait ask, in any order.
                    foreach (var number in waiting.Keys.OrderBy(_ => random.Next()).ToArray())
                        Hear(bench.Poll(number));
                    break;
            }
            Check(step);
        }

        // Everybody who is left asks again and again: they come in until the places are gone.
        for (var step = 0; step < 5000 && waiting.Count > 0; step++)
        {
            bench.Clock.AdvanceMs(250);
            bench.Room.Advance();
            foreach (var number in waiting.Keys.ToArray())
                Hear(bench.Poll(number));
            Check(Steps + step);
        }
        Assert.True(waiting.Count == 0, $"{about}: {waiting.Count} wait for ever");

        void Hear(in RoomAnswer answer)
        {
            switch (answer.Verdict)
            {
                case RoomVerdict.Waiting:
                    waiting[answer.Number] = true;
                    break;
                case RoomVerdict.Admitted:
                    waiting.Remove(answer.Number);
                    var admitted = answer.Number;
                    Assert.True(passes.TryAdd(admitted, answer.Moment), $"{about}: number {answer.Number} was let in twice");
                    // Whoever has a lower number has been called by now.
                    foreach (var lower in waiting.Keys.TakeWhile(number => number < admitted).ToArray())
                    {
                        if (!waiting.ContainsKey(lower))
                            continue;
                        var its = bench.Poll(lower);
                        Assert.True(its.Verdict != RoomVerdict.Waiting, $"{about}: number {answer.Number} is in while {lower} has not been called");
                        Hear(its);
                    }
                    break;
                case RoomVerdict.Over or RoomVerdict.SoldOut:
                    waiting.Remove(answer.Number);
                    break;
            }
        }

        void Check(int step)
        {
            var now = bench.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            var good = passes.Values.Count(until => until > now);
            Assert.True(good <= inside, $"{about}, step {step}: {good} inside of {inside}");
            Assert.True(passes.Count <= places, $"{about}, step {step}: {passes.Count} let in of {places}");
        }
    }
}
