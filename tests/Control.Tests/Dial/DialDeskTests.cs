using Seawall.Client.Config;
using Seawall.Control.Arming;
using Seawall.Control.Config;
using Seawall.Control.Config.Checks;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Config.Transfer;
using Seawall.Control.Tests.Arming;
using Seawall.Control.Dial;
using Seawall.Control.Dial.Steering;
using Seawall.Control.Freezes;
using Seawall.Control.Operators;
using static Seawall.Control.Tests.StoreFolder;

namespace Seawall.Control.Tests.Dial;

public sealed class DialDeskTests : IDisposable
{
    private static readonly Person Ann = new("ann", OperatorLevel.Operator);
    private static readonly Person Bob = new("bob", OperatorLevel.Approver);
    private readonly SetClock _clock = new(new DateTimeOffset(2026, 11, 10, 22, 0, 0, TimeSpan.Zero));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seawall-dial-");
    private readonly SqliteConfigStore _store;
    private readonly OperatorBook _operators;
    private readonly ChangeGuard _guard;
    private readonly ConfigDesk _desk;
    private readonly DialDesk _dial;

    public DialDeskTests()
    {
        _store = new SqliteConfigStore(Path.Combine(_folder.FullName, "config.db"), _clock, checks: new ConfigChecks([new DialCheck(), new FreezeCheck()]));
        _operators = new OperatorBook(new ControlOptions { SignInSecret = "x", FormKeys = _folder, Data = _folder });
        _guard = new ChangeGuard(_clock);
        _desk = new ConfigDesk(_store, _operators, _guard, _clock);
        _dial = new DialDesk(_store, History, _desk, _guard, new AtOncePublisher(_store, _clock), _clock);
    }

    private ConfigHistory History => new(_store);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Shedding_several_levels_is_one_revision_and_comes_back_one_level_an_act_byte_for_byte()
    {
        await SeedAsync();
        var before = _store.Current.Values();
        var up = await MoveAsync(3);
        Assert.Equal(new PublishOutcome.Published(2), up.Outcome);
        Assert.Equal((3, 0), (_dial.State.Level, up.Move!.Kept.Count));
        Assert.Contains("one level at a time", Assert.IsType<PublishOutcome.Refused>((await MoveAsync(0)).Outcome).Why, StringComparison.Ordinal);
        foreach (var level in (int[])[2, 1, 0])
            Assert.IsType<PublishOutcome.Published>((await MoveAsync(level)).Outcome);
        Assert.Equal(before, _store.Current.Values());
        Assert.Equal(["dial-down", "dial-down", "dial-down", "dial-up", "seed"], (await History.RevisionsAsync(long.MaxValue, 9, null, default)).Select(revision => revision.Action));
    }

    [Fact]
    public async Task A_move_needs_operator_the_expected_level_and_a_rung_to_stand_on_and_is_made_once()
    {
        await SeedAsync();
        Assert.IsType<PublishOutcome.Refused>((await _dial.MoveAsync(1, null, "busy", null, null, new Person("eve", OperatorLevel.Viewer), default)).Outcome);
        Assert.Contains("stands at L0", Assert.IsType<PublishOutcome.Refused>((await _dial.MoveAsync(2, 1, "busy", null, null, Ann, default)).Outcome).Why, StringComparison.Ordinal);
        Assert.Contains("ends at L5", Assert.IsType<PublishOutcome.Refused>((await MoveAsync(6)).Outcome).Why, StringComparison.Ordinal);
        Assert.IsType<PublishOutcome.Invalid>((await _dial.MoveAsync(1, 0, " ", null, null, Ann, default)).Outcome);
        var first = await _dial.MoveAsync(1, 0, "busy", "once", null, Ann, default);
        Assert.Equal(first.Outcome, (await _dial.MoveAsync(1, 0, "busy", "once", null, Ann, default)).Outcome);
        Assert.Equal((1, 2L), (_dial.State.Level, _store.Current.Revision));
    }

    [Fact]
    public async Task A_ladder_takes_two_persons_and_a_move_along_it_one_in_a_freeze_too()
    {
        await SeedAsync();
        Assert.IsType<PublishOutcome.Published>((await MoveAsync(1)).Outcome);
        await FreezeAsync();
        Assert.IsType<PublishOutcome.Waits>(await _desk.PublishAsync(Request(Item("a", 1)), Bob, default));
        Assert.IsType<PublishOutcome.Published>((await MoveAsync(2)).Outcome);
        var ladder = _store.Current[Ladder.Key]!.Replace("\"batch\", ", "", StringComparison.Ordinal);
        var waits = Assert.IsType<PublishOutcome.Waits>(await _desk.PublishAsync(Request(new WantedChange(Ladder.Key, ladder)), Ann, default));
        Assert.IsType<PublishOutcome.Published>(await _desk.ApproveAsync(waits.Proposal, "agreed", Bob, null, default));
        Assert.IsType<PublishOutcome.Published>((await MoveAsync(3)).Outcome);
    }

    [Fact]
    public async Task Along_a_ladder_that_nobody_agreed_to_a_move_waits_while_the_site_is_frozen_and_the_dial_itself_stays()
    {
        await _store.PublishAsync(Request(new WantedChange(Ladder.Key, Ladders.Deployed()), new WantedChange("switch/a.b", Config.Flags.Of("G4"))), default);
        await FreezeAsync();
        Assert.IsType<PublishOutcome.Refused>((await _dial.MoveItselfAsync(1, 0, "queue wait 34 ms of 20 ms", default)).Outcome);
        var waits = Assert.IsType<PublishOutcome.Waits>((await MoveAsync(2)).Outcome);
        Assert.Equal(0, _dial.State.Level);
        Assert.IsType<PublishOutcome.Published>(await _desk.ApproveAsync(waits.Proposal, "agreed", Bob, null, default));
        Assert.Equal(2, _dial.State.Level);
    }

    [Fact]
    public async Task While_the_site_is_frozen_everything_waits_for_a_second_person_who_is_told_why_until_it_ends()
    {
        var freezes = new FreezeDesk(_store, _desk, _guard, _clock);
        Assert.IsType<PublishOutcome.Published>(await freezes.OnAsync(_clock.Now.AddHours(4), "the sale", null, Ann, default));
        var waits = Assert.IsType<PublishOutcome.Waits>(await _desk.PublishAsync(Request(Item("a", 1)), Bob, default));
        Assert.StartsWith("the site is frozen until 2026-11-11 02:00Z (the sale): a second person", waits.Why, StringComparison.Ordinal);
        Assert.IsType<PublishOutcome.Waits>(await freezes.OffAsync("over", null, Ann, default));
        Assert.IsType<PublishOutcome.Waits>((await new OperatorDesk(_store, _operators, _guard, _clock).AddAsync("cara", OperatorLevel.Viewer, "the wall", Bob, null, default)).Outcome);
        Assert.IsType<PublishOutcome.Published>(await _desk.ApproveAsync(waits.Proposal, "agreed", Bob with { Name = "cara" }, null, default));
        // Machines' own publishes go on.
        Assert.IsType<PublishOutcome.Published>(await _store.PublishAsync(Request(Item("seed", 1)), default));
        _clock.Now = _clock.Now.AddHours(4);
        Assert.Null(freezes.Holding);
        Assert.IsType<PublishOutcome.Published>(await _desk.PublishAsync(Request(Item("a", 3)), Ann, default));
    }

    [Fact]
    public async Task Letting_the_dial_move_by_itself_takes_two_persons_and_forbidding_it_one()
    {
        Assert.IsType<PublishOutcome.Published>(await _desk.PublishAsync(Request(new WantedChange("dial/controller", """{"mode":"suggest"}""")), Ann, default));
        var waits = Assert.IsType<PublishOutcome.Waits>(await _desk.PublishAsync(Request(new WantedChange("dial/controller", """{"mode":"move"}""")), Ann, default));
        Assert.IsType<PublishOutcome.Published>(await _desk.ApproveAsync(waits.Proposal, "agreed", Bob, null, default));
        Assert.IsType<PublishOutcome.Published>(await _desk.PublishAsync(Request(new WantedChange("dial/controller", """{"mode":"off"}""")), Ann, default));
    }

    // What stands under one key ends at 256 K characters; an armed publish holds the stack inside another JSON text.
    [Fact]
    public async Task The_stack_of_a_fresh_site_at_its_deepest_level_fits_into_a_value_armed_or_not()
    {
        var folder = new DirectoryInfo(Path.Combine(Path.GetDirectoryName(Ladders.File())!, "..", "..", "..", "deploy", "config"));
        await ConfigSeed.ApplyAsync(_store, folder.GetFiles("*.json").Where(file => file.Name != "roles.json"), default);
        var move = _dial.Plan(5, "ann", "a test", out _)!;
        var armed = System.Text.Json.JsonSerializer.Serialize(move.Changes, new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.Equal(47, move.Switches.Count());
        Assert.InRange(armed.Length, 1, ConfigChecks.MostCharacters * 3 / 4);
    }

    [Theory]
    [InlineData("freeze/site", """{"on":true}""")]
    [InlineData("freeze/site", """{"on":true,"since":"2026-11-11T00:00:00Z","until":"2026-11-10T00:00:00Z","reason":"x"}""")]
    [InlineData("freeze/other", """{"on":false}""")]
    [InlineData("dial/level", """{"level":2,"steps":[]}""")]
    [InlineData("dial/other", "{}")]
    public async Task What_no_dial_and_no_freeze_would_write_is_not_published(string key, string value) =>
        Assert.IsType<PublishOutcome.Invalid>(await _store.PublishAsync(Request(new WantedChange(key, value)), default));

    [Fact]
    public async Task Where_it_may_the_dial_moves_itself_says_why_takes_back_its_own_steps_and_leaves_persons_theirs()
    {
        await _store.PublishAsync(Request(new WantedChange(Ladder.Key, Ladders.Deployed()), new WantedChange("switch/a.b", Config.Flags.Of("G4")), new WantedChange(SteeringSettings.Key, new SteeringSettings { Mode = SteeringMode.Move, UpTo = 1, PauseMinutes = 5 }.Write())), default);
        await using var site = new SteeredSite(_store, _dial, History, _clock);
        await site.SecondsAsync(120, queueWaitMs: 50);
        Assert.Equal(1, DialState.Of(_store.Current).Level);
        var step = Assert.Single(DialState.Of(_store.Current).Steps);
        Assert.Equal(DialDesk.Itself, step.By);
        Assert.Contains("queue wait 50 ms of 20 ms", step.Reason, StringComparison.Ordinal);
        Assert.Equal(2, site.Now.Suggested);
        await site.SecondsAsync(400, queueWaitMs: 1);
        Assert.Equal(0, DialState.Of(_store.Current).Level);
        // A person's move is paused for, and what a person shed stays shed.
        await site.MoveAsync(1);
        await site.SecondsAsync(1_200, queueWaitMs: 1);
        Assert.Equal((1, 0), (DialState.Of(_store.Current).Level, site.Now.Suggested));
        Assert.Null(site.Now.PausedUntil);
        await site.MoveAsync(0);
        await site.SecondsAsync(60, queueWaitMs: 50);
        Assert.Equal((0, 1), (DialState.Of(_store.Current).Level, site.Now.Suggested));
        Assert.NotNull(site.Now.PausedUntil);
    }

    private Task<DialOutcome> MoveAsync(int to) => _dial.MoveAsync(to, null, "a test", null, null, Ann, default);

    private Task FreezeAsync() => _store.PublishAsync(Request(new WantedChange(SiteFreeze.Key, new SiteFreeze(_clock.Now, null, "the sale").Write())), default);

    private async Task SeedAsync()
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, "seed.json"));
        await File.WriteAllTextAsync(file.FullName, $$"""{"{{Ladder.Key}}": {{Ladders.Deployed()}}, "switch/a.four": {{Config.Flags.Of("G4")}}, "switch/a.three": {{Config.Flags.Of("G3")}}, "switch/a.core": {{Config.Flags.Of("G0")}} }""");
        Assert.Equal(new PublishOutcome.Published(1), await ConfigSeed.ApplyAsync(_store, [file], default));
    }
}
