using System.Globalization;
using System.Text.Json.Nodes;
using Seawall.Client.Config;
using Seawall.Client.Switches;
using Seawall.Control.Config.Gray;
using Seawall.Control.Dial;

namespace Seawall.Control.Tests.Dial;

public sealed class DialMoveTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 11, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_somebody_turned_off_stays_off_and_what_was_on_comes_back_byte_for_byte()
    {
        var off = Config.Flags.Of("G3", "off");
        var forH5 = SwitchTurn.Turn(Config.Flags.Of("G3"), on: false, new Audience(["h5"], [], 0))!;
        var config = Ladders.Config((Ladder.Key, Ladders.Deployed()), ("switch/a.off", off), ("switch/a.h5", forH5), ("switch/a.core", Config.Flags.Of("G0")), ("switch/a.on", Config.Flags.Of("G4")));
        var up = Up(config, 2);
        Assert.Equal(off, up["switch/a.off"]);
        Assert.Equal(config["switch/a.core"], up["switch/a.core"]);
        Assert.Equal(["h5", "partner", "batch"], Ladders.Roles.Where(role => !Ladders.IsOn(up["switch/a.h5"]!, role)));
        Assert.Empty(Ladders.Roles.Where(role => Ladders.IsOn(up["switch/a.on"]!, role)));
        Assert.Equal(2, DialState.Of(up).Level);
        var back = Down(Down(up, out _), out var kept);
        Assert.Empty(kept);
        Assert.Equal(config.Values(), back.Values());
    }

    [Fact]
    public void A_change_by_hand_is_kept_and_told_on_the_way_down()
    {
        var config = Ladders.Config((Ladder.Key, Ladders.Deployed()), ("switch/a.one", Config.Flags.Of("G4")), ("switch/a.two", Config.Flags.Of("G4")));
        var changed = Up(config, 2).Set("switch/a.one", Config.Flags.Of("G4"));
        var down = Down(changed, out var kept);
        Assert.Equal(["switch/a.one"], kept);
        Assert.Equal(Config.Flags.Of("G4"), down["switch/a.one"]);
        Assert.Equal(["batch", "partner"], Ladders.Roles.Where(role => !Ladders.IsOn(down["switch/a.two"]!, role)).Order(StringComparer.Ordinal));
        Assert.Equal(config["switch/a.two"], Down(down, out _)["switch/a.two"]);
    }

    [Theory]
    [InlineData("""{"levels":[{"off":[]}]}""", "levels")]
    [InlineData("""{"levels":[{"off":[{"grade":"G4"}]},{"off":[]}]}""", "levels[0].off")]
    [InlineData("""{"levels":[{"off":[]},{"off":[{"grade":"G0"}]}]}""", "levels[1].off[0].grade")]
    [InlineData("""{"levels":[{"off":[]},{"off":[{"grade":"4"}]}]}""", "levels[1].off[0].grade")]
    [InlineData("""{"levels":[{"off":[]},{"off":[{"grade":"G3","roles":[]}]}]}""", "levels[1].off[0].roles")]
    [InlineData("""{"levels":[{"off":[]},{}]}""", "levels[1].off")]
    public void A_ladder_that_sheds_the_core_or_nothing_clear_is_refused_with_its_place(string json, string path)
    {
        Assert.Null(Ladder.Read(json, out var faults));
        Assert.Equal(path, Assert.Single(faults).Path);
    }

    // Of random switches, ladders, moves and changes by hand: each level sheds what its cells say and nothing else, each way down restores each byte that nobody else touched.
    [Theory]
    [InlineData(0)]
    [InlineData(20261111)]
    [InlineData(null)]
    public void Up_then_down_restores_every_byte_whatever_the_ladder_and_the_switches_say(int? given)
    {
        var seed = given ?? Random.Shared.Next();
        for (var round = 0; round < 150; round++)
        {
            var random = new Random(HashCode.Combine(seed, round));
            var story = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, round {round}");
            var ladder = RandomLadder(random);
            var config = Ladders.Config([(Ladder.Key, ladder), .. Enumerable.Range(0, random.Next(1, 12)).Select(i => ($"switch/a.s{i}", RandomFlag(random)))]);
            var levels = Ladder.Read(ladder, out _)!;
            // 1. Up, in jumps; each lands where the cells say.
            var up = config;
            while (DialState.Of(up).Level < levels.Deepest)
                up = Up(up, random.Next(DialState.Of(up).Level + 1, levels.Deepest + 1));
            AssertSheds(config, up, levels, levels.Deepest, story);
            // 2. Straight down again.
            var back = up;
            while (DialState.Of(back).Level > 0)
                back = Down(back, out _);
            Assert.True(config.Values().OrderBy(v => v.Key, StringComparer.Ordinal).SequenceEqual(back.Values().OrderBy(v => v.Key, StringComparer.Ordinal)), story);
            // 3. Up and down with hands on some switches in between: theirs stay, all others are as they were.
            var (touched, now) = (new HashSet<string>(), up);
            while (DialState.Of(now).Level > 0)
            {
                if (random.Next(2) == 0 && now.Under("switch/").ElementAtOrDefault(random.Next(12)) is { } entry)
                    (_, now) = (touched.Add(entry.Key), now.Set(entry.Key, random.Next(4) == 0 ? null : RandomFlag(random) + " "));
                var before = now;
                now = Down(now, out var kept);
                Assert.True(touched.IsSupersetOf(kept) && kept.All(key => now[key] == before[key]), story);
            }
            Assert.All(config.Under("switch/").Where(entry => !touched.Contains(entry.Key)), entry => Assert.True(now[entry.Key] == entry.Value, $"{story}: {entry.Key}"));
            Assert.Null(now[DialState.Key]);
        }
    }

    private static void AssertSheds(ConfigSnapshot before, ConfigSnapshot after, Ladder ladder, int level, string story)
    {
        foreach (var entry in before.Under("switch/"))
        {
            var shed = Ladders.GradeOf(entry.Value) is { } grade and not Grade.G0 ? ladder.ShedAt(level, grade) : Shed.Nobody;
            foreach (var (role, buyer) in Ladders.Roles.Append("").SelectMany(role => new[] { "ann", "bob", "cara" }, (role, buyer) => (role, buyer)))
                Assert.True(Ladders.IsOn(after[entry.Key]!, role, buyer) == (Ladders.IsOn(entry.Value, role, buyer) && !shed.Holds(role)), $"{story}: {entry.Key} for {role}: {entry.Value} became {after[entry.Key]}");
        }
    }

    private static ConfigSnapshot Up(ConfigSnapshot config, int to) =>
        config.After(DialMove.Up(config, Ladder.Read(config[Ladder.Key]!, out _)!, to, "ann", "a test", Now).Changes);

    private static ConfigSnapshot Down(ConfigSnapshot config, out IReadOnlyList<string> kept)
    {
        var move = DialMove.Down(config);
        kept = move.Kept;
        return config.After(move.Changes);
    }

    private static string RandomLadder(Random random) => new JsonObject
    {
        ["levels"] = new JsonArray([new JsonObject { ["off"] = new JsonArray() }, .. Enumerable.Range(0, random.Next(1, 6)).Select(_ => new JsonObject
        {
            ["off"] = new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomCell(random))]),
        })]),
    }.ToJsonString();

    private static JsonObject RandomCell(Random random)
    {
        var cell = new JsonObject { ["grade"] = "G" + random.Next(1, 5) };
        if (random.Next(3) > 0)
            cell["roles"] = new JsonArray([.. Some(random).Select(role => (JsonNode?)role)]);
        return cell;
    }

    private static string[] Some(Random random) => [.. random.GetItems(Ladders.Roles, random.Next(1, 4)).Distinct()];

    // As the desk, the seed, an importer of flagd files and a person with an editor would write them.
    private static string RandomFlag(Random random)
    {
        var flag = Config.Flags.Of("G" + random.Next(0, 5), random.Next(4) == 0 ? "off" : "on");
        return random.Next(8) switch
        {
            0 => SwitchTurn.Turn(flag, random.Next(2) == 0, new Audience(Some(random), [], 0))!,
            1 => SwitchTurn.Turn(flag, random.Next(2) == 0, new Audience(Some(random), [], random.Next(1, 100)))!,
            2 => SwitchTurn.Turn(flag, random.Next(2) == 0, new Audience([], [], random.Next(1, 100)))!,
            3 => flag.Replace("ENABLED", "DISABLED", StringComparison.Ordinal),
            4 => flag.Replace("\"metadata\"", "\"targeting\": {\"if\": [{\"==\": [{\"var\": \"role\"}, \"h5\"]}, \"off\"]}, \"metadata\"", StringComparison.Ordinal),
            5 => flag.Replace("\"metadata\"", "\"targeting\": {}, \"metadata\"", StringComparison.Ordinal),
            _ => flag,
        };
    }
}
