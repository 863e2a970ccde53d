using System.Globalization;
using Seawall.Control.Config;
using Seawall.Control.Plans;
using Seawall.Control.Tests.Config;

namespace Seawall.Control.Tests.Plans;

/// <summary>Random plans, random changes by others at random moments: undoing leaves every key as it was, byte for byte, but for those others changed, which it names.</summary>
public sealed class PlanPropertyTests
{
    private const int Rounds = 60;
    private static readonly string[] Keys = [.. Enumerable.Range(0, 12).Select(n => (n % 3) switch { 0 => $"switch/a.f{n}", 1 => $"item/a/i{n}", _ => $"limit/l{n}" })];

    [Fact]
    public async Task Undone_is_as_before_but_for_what_others_changed()
    {
        const int Seed = 20261110;
        using var bench = new PlanBench();
        var random = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            var what = $"seed {Seed}, round {round}";
            await FillAsync(bench, random);
            var chosen = Keys.OrderBy(_ => random.Next()).Take(random.Next(1, Keys.Length)).ToList();
            await bench.PlanAsync("p" + round, string.Join(",", chosen.Select(key => ActionOn(key, random))));
            if (random.Next(2) == 0)
                await bench.RehearseAsync("p" + round);
            var before = Keys.ToDictionary(key => key, key => bench.Store.Current[key]);
            var touched = new Dictionary<string, (string? Value, long Revision)>();
            await bench.RunAsync("p" + round);
            for (var moment = random.Next(0, 12); moment > 0; moment--)
            {
                if (random.Next(4) == 0)
                    await TouchAsync(bench, random, touched);
                await bench.PassAsync(1);
                if (random.Next(10) == 0)
                    bench.Restart();
            }

            await bench.Desk.UndoAsync("p" + round, "a try", PlanBench.Ann, default);

            var last = bench.Last("p" + round);
            Assert.True(last.Phase == PlanPhase.Undone, $"{what}: {last}");
            var untouched = Keys.Where(key => !touched.ContainsKey(key)).ToList();
            Assert.All(untouched, key => Assert.True(before[key] == bench.Store.Current[key], $"{what}: {key} was {before[key]}, is {bench.Store.Current[key]}"));
            foreach (var (key, (value, revision)) in touched)
            {
                Assert.True(value == bench.Store.Current[key], $"{what}: somebody made {key} {value}, it is {bench.Store.Current[key]}");
                var wasItsOwn = await IsItsOwnAsync(bench, last, key, revision);
                Assert.True(last.End!.Kept.Contains(key) == (wasItsOwn && value != before[key]), $"{what}: {key} is {(wasItsOwn ? "" : "not ")}changed by the plan before somebody changed it; kept is {string.Join(", ", last.End.Kept)}");
            }
            Assert.True(last.End!.Kept.All(touched.ContainsKey), $"{what}: kept {string.Join(", ", last.End.Kept)}, touched {string.Join(", ", touched.Keys)}");
        }
        Assert.Null(await bench.History.VerifyAsync(default));
    }

    private static Task FillAsync(PlanBench bench, Random random) => bench.SetAsync([.. Keys.Select(key => (key, ValueOf(key, random)))]);

    private static async Task TouchAsync(PlanBench bench, Random random, Dictionary<string, (string? Value, long Revision)> touched)
    {
        var key = Keys[random.Next(Keys.Length)];
        var value = ValueOf(key, random);
        if (bench.Store.Current[key] == value)
            return;
        await bench.SetAsync((key, value));
        touched[key] = (value, bench.Store.Current.Revision);
    }

    private static async Task<bool> IsItsOwnAsync(PlanBench bench, PlanActivation run, string key, long before)
    {
        foreach (var stage in run.Stages.Where(stage => stage.Revision < before))
        {
            if ((await bench.History.FindAsync(stage.Revision, default))!.Changes.Any(change => change.Key == key))
                return true;
        }
        return false;
    }

    // Laid out differently each time, so that only the same bytes are the same.
    private static string? ValueOf(string key, Random random)
    {
        var room = new string(' ', random.Next(1, 4));
        var number = random.Next(1, 1_000).ToString(CultureInfo.InvariantCulture);
        return key[0] switch
        {
            's' => Flags.Of("G3", random.Next(3) == 0 ? "off" : "on").Replace(": ", ":" + room, StringComparison.Ordinal),
            'i' => random.Next(4) == 0 ? null : $$"""{"value":{{room}}{{number}}}""",
            _ => random.Next(4) == 0 ? null : $$"""{"mode":{{room}}"adaptive","queueMs":{{number}}}""",
        };
    }

    private static string ActionOn(string key, Random random) => key[0] switch
    {
        's' => $$"""{"kind":"switch","key":"{{key}}","off":{{(random.Next(2) == 0 ? "true" : "false")}}{{(random.Next(3) == 0 ? ""","roles":["h5"]""" : "")}}}""",
        'i' => $$"""{"kind":"config","key":"{{key}}","value":{{(random.Next(4) == 0 ? "null" : random.Next(1_000).ToString(CultureInfo.InvariantCulture))}}}""",
        _ => $$"""{"kind":"limit","key":"{{key}}","value":{{(random.Next(4) == 0 ? "null" : """{"mode":"adaptive"}""")}}}""",
    };
}
