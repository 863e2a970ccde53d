using Seawall.Control.Plans;
using Seawall.Control.Plans.Standing;
using Seawall.Control.Tests.Config;

namespace Seawall.Control.Tests.Plans;

public sealed class PlanRunTests : IDisposable
{
    private const string Off = """{"kind":"switch","key":"switch/a.one","off":true},{"kind":"switch","key":"switch/a.two","off":true,"roles":["h5"]},{"kind":"config","key":"item/a/size","value":7},{"kind":"limit","key":"limit/a","value":{"mode":"adaptive"}}""";
    private readonly PlanBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_rehearsed_plan_comes_into_force_as_one_revision_and_is_undone_byte_for_byte()
    {
        await BeginAsync(Off);
        var before = Values();
        await _bench.RehearseAsync("fire");
        var revision = _bench.Store.Current.Revision;

        var run = await _bench.RunAsync("fire");

        var published = (await _bench.History.FindAsync(run.Stages.Single().Revision, default))!;
        Assert.Equal(["item/a/size", "limit/a", "run/fire", "switch/a.one", "switch/a.two"], published.Changes.Select(change => change.Key).Order(StringComparer.Ordinal));
        Assert.Equal((revision + 2, "ann", "it burns", "plan-run"), (published.Number, published.Actor, published.Reason, published.Action));
        Assert.Equal(PlanPhase.Checking, run.Phase);
        await _bench.PassAsync(3);
        Assert.Equal(PlanPhase.Active, _bench.Last("fire").Phase);

        Assert.Equal(new PlanAnswer.Done(true), await _bench.Desk.UndoAsync("fire", "it is out", PlanBench.Ann, default));
        Assert.Equal(before, Values());
        Assert.Equal((PlanPhase.Undone, "ann", "it is out"), (_bench.Last("fire").Phase, _bench.Last("fire").End!.By, _bench.Last("fire").End!.Why));
        await _bench.PassAsync(5);
        Assert.True(_bench.Last("fire").End!.UndoHeld);
        Assert.Equal(new PlanAnswer.Done(false), await _bench.Desk.UndoAsync("fire", "again", PlanBench.Ann, default));
        Assert.Null(await _bench.History.VerifyAsync(default));
    }

    [Fact]
    public async Task What_is_wanted_twice_is_done_once()
    {
        await BeginAsync(Off);
        await _bench.RehearseAsync("fire");
        var order = new PlanOrder("it burns") { Idempotency = "once" };
        var first = await _bench.RunAsync("fire", order);
        var revision = _bench.Store.Current.Revision;

        Assert.Equal(new PlanAnswer.Done(false), await _bench.Desk.RunAsync("fire", order, PlanBench.Ann, default));
        Assert.Equal(new PlanAnswer.Done(false), await _bench.Desk.RunAsync("fire", new PlanOrder("another"), PlanBench.Bob, default));
        Assert.Equal((revision, first.Number), (_bench.Store.Current.Revision, _bench.Last("fire").Number));
        await _bench.Desk.UndoAsync("fire", "out", PlanBench.Ann, default);
        revision = _bench.Store.Current.Revision;
        Assert.Equal(new PlanAnswer.Done(false), await _bench.Desk.RunAsync("fire", order, PlanBench.Ann, default));
        Assert.Equal(revision, _bench.Store.Current.Revision);
        Assert.Equal(2, (await _bench.RunAsync("fire")).Number);
    }

    [Fact]
    public async Task What_somebody_changed_meanwhile_is_kept_and_named()
    {
        await BeginAsync(Off);
        await _bench.RehearseAsync("fire");
        await _bench.RunAsync("fire");
        await _bench.SetAsync(("item/a/size", """{"value":99}"""), ("limit/a", null));

        await _bench.Desk.UndoAsync("fire", "out", PlanBench.Ann, default);

        Assert.Equal(("""{"value":99}""", null, Flags.Of("G3")), (_bench.Store.Current["item/a/size"], _bench.Store.Current["limit/a"], _bench.Store.Current["switch/a.one"]));
        Assert.Equal(["item/a/size"], _bench.Last("fire").End!.Kept);
    }

    [Fact]
    public async Task A_check_that_does_not_hold_undoes_the_plan_by_itself()
    {
        await BeginAsync(Off);
        await _bench.RehearseAsync("fire");
        var before = Values();
        _bench.Behind.Add("web-1");
        await _bench.RunAsync("fire");
        await _bench.PassAsync(19);
        Assert.Equal(PlanPhase.Checking, _bench.Last("fire").Phase);

        await _bench.PassAsync(2);

        Assert.Equal(before, Values());
        Assert.Equal(PlanPhase.Undone, _bench.Last("fire").Phase);
        Assert.Contains("web/web-1", _bench.Last("fire").End!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_is_read_as_alert_rules_read_theirs()
    {
        await BeginAsync(Off, """,""" + """ "before":{"kind":"metric","function":"ratio","metric":"calls","labels":{"code":"5xx"},"per":{"metric":"calls"},"atMost":0.1,"overSeconds":10}""");
        await _bench.RehearseAsync("fire");
        Assert.Equal("before", Assert.IsType<PlanAnswer.Refused>(await _bench.Desk.RunAsync("fire", new PlanOrder("x"), PlanBench.Ann, default)).Code);
        _bench.Metrics.Add("calls", 8, ("code", "200"));
        _bench.Metrics.Add("calls", 2, ("code", "503"));
        var refused = Assert.IsType<PlanAnswer.Refused>(await _bench.Desk.RunAsync("fire", new PlanOrder("x"), PlanBench.Ann, default));
        Assert.Contains("is 0.2, wanted at most 0.1", refused.Why, StringComparison.Ordinal);
        _bench.Metrics.Add("calls", 90, ("code", "200"));
        Assert.Equal(PlanPhase.Checking, (await _bench.RunAsync("fire")).Phase);
    }

    [Fact]
    public async Task Its_time_being_over_a_plan_is_undone_once_also_after_a_restart()
    {
        await BeginAsync(Off, ""","autoRevertMinutes":30""");
        await _bench.RehearseAsync("fire");
        var before = Values();
        await _bench.RunAsync("fire");
        await _bench.PassAsync(5);
        _bench.Restart();
        _bench.Clock.Now += TimeSpan.FromMinutes(29);
        await _bench.PassAsync(1);
        Assert.Equal(PlanPhase.Active, _bench.Last("fire").Phase);
        _bench.Clock.Now += TimeSpan.FromMinutes(1);
        _bench.Restart();
        await _bench.PassAsync(10);
        Assert.Equal(before, Values());
        var revision = _bench.Store.Current.Revision;
        await _bench.PassAsync(10);
        Assert.Equal((revision, PlanPhase.Undone, "seawall"), (_bench.Store.Current.Revision, _bench.Last("fire").Phase, _bench.Last("fire").End!.By));
    }

    [Fact]
    public async Task A_plan_without_a_fresh_rehearsal_goes_out_step_by_step()
    {
        await BeginAsync(Off);
        var before = Values();
        await _bench.RunAsync("fire");
        Assert.Equal([PlanStages.Canary], StagesOf("fire"));
        Assert.Equal("""{"if":[{"in":[{"var":"instance"},["catalog-1"]]},"off","on"]}""", Targeting("switch/a.one"));
        Assert.Equal("""{"if":[{"and":[{"in":[{"var":"role"},["h5"]]},{"in":[{"var":"instance"},["catalog-1"]]}]},"off","on"]}""", Targeting("switch/a.two"));
        Assert.Equal("""{"value":3,"gray":{"value":7,"instances":["catalog-1"]}}""", _bench.Store.Current["item/a/size"]);
        Assert.Null(_bench.Store.Current["limit/a"]);
        await _bench.PassAsync(3);
        Assert.Equal([PlanStages.Canary, PlanStages.Few], StagesOf("fire"));
        Assert.Equal("""{"fractional":[["off",5],["on",95]]}""", Targeting("switch/a.one"));
        await _bench.PassAsync(3);
        Assert.Equal([PlanStages.Canary, PlanStages.Few, PlanStages.All], StagesOf("fire"));
        Assert.Equal(("""{"value":7}""", """{"mode":"adaptive"}"""), (_bench.Store.Current["item/a/size"], _bench.Store.Current["limit/a"]));
        await _bench.PassAsync(3);
        Assert.Equal(PlanPhase.Active, _bench.Last("fire").Phase);
        await _bench.Desk.UndoAsync("fire", "out", PlanBench.Ann, default);
        Assert.Equal(before, Values());
    }

    [Fact]
    public async Task A_stage_that_fails_takes_all_stages_back_and_leaves_what_somebody_changed_between()
    {
        await BeginAsync(Off);
        await _bench.RunAsync("fire");
        await _bench.SetAsync(("item/a/size", """{"value":99}"""));
        await _bench.PassAsync(3);
        Assert.Equal("""{"value":99}""", _bench.Store.Current["item/a/size"]);
        _bench.Behind.Add("catalog-2");
        await _bench.PassAsync(25);
        Assert.Equal((PlanPhase.Undone, "stage 5%"), (_bench.Last("fire").Phase, _bench.Last("fire").End!.Why[..8]));
        Assert.Equal((Flags.Of("G3"), """{"value":99}"""), (_bench.Store.Current["switch/a.one"], _bench.Store.Current["item/a/size"]));
        Assert.Equal(["item/a/size"], _bench.Last("fire").End!.Kept);
    }

    [Fact]
    public async Task At_once_without_a_rehearsal_and_what_is_core_take_another_person_who_armed_it()
    {
        await BeginAsync("""{"kind":"switch","key":"switch/a.core","off":true}""");
        Assert.Equal("needs-second", Assert.IsType<PlanAnswer.Refused>(await _bench.Desk.RunAsync("fire", new PlanOrder("x"), PlanBench.Bob, default)).Code);
        await _bench.Desk.ArmAsync("fire", "mine", PlanBench.Bob, default);
        Assert.Equal("needs-second", Assert.IsType<PlanAnswer.Refused>(await _bench.Desk.RunAsync("fire", new PlanOrder("x"), PlanBench.Bob, default)).Code);

        var run = await _bench.RunAsync("fire", new PlanOrder("x") { AtOnce = true });

        Assert.Equal(("bob", null, PlanStages.All), (run.AgreedBy, run.StagedWhy, run.Stages.Single().Name));
        await _bench.Desk.UndoAsync("fire", "out", PlanBench.Ann, default);
        Assert.Equal("needs-second", Assert.IsType<PlanAnswer.Refused>(await _bench.Desk.RunAsync("fire", new PlanOrder("once more"), PlanBench.Ann, default)).Code);
    }

    [Fact]
    public async Task Who_agreed_to_another_text_agreed_to_nothing_and_how_a_plan_stands_is_core()
    {
        await BeginAsync("""{"kind":"switch","key":"switch/a.core","off":true}""");
        await _bench.Desk.ArmAsync("fire", "fine", PlanBench.Bob, default);
        Assert.Equal(PlanState.Armed, _bench.Desk.StandingOf(_bench.Desk.Find("fire")!).State);
        await _bench.PlanAsync("fire", """{"kind":"switch","key":"switch/a.core","off":true},{"kind":"switch","key":"switch/a.one","off":true}""");
        Assert.Equal(PlanState.Draft, _bench.Desk.StandingOf(_bench.Desk.Find("fire")!).State);
        Assert.Equal("needs-second", Assert.IsType<PlanAnswer.Refused>(await _bench.Desk.RunAsync("fire", new PlanOrder("x"), PlanBench.Ann, default)).Code);
        Assert.NotNull(Control.Config.Proposals.CoreRule.Why([new("run/fire", null, 0, "{}")]));
    }

    private async Task BeginAsync(string actions, string more = "")
    {
        await _bench.SetAsync(("switch/a.one", Flags.Of("G3")), ("switch/a.two", Flags.Of("G4")), ("switch/a.core", Flags.Of("G0")), ("item/a/size", """{"value":3}"""));
        await _bench.PlanAsync("fire", actions, more);
    }

    private Dictionary<string, string> Values() => _bench.Store.Current.Entries.Values.Where(entry => !entry.Key.StartsWith("run/", StringComparison.Ordinal)).ToDictionary(entry => entry.Key, entry => entry.Value);

    private string[] StagesOf(string id) => [.. _bench.Last(id).Stages.Select(stage => stage.Name)];

    private string Targeting(string key) => System.Text.Json.JsonDocument.Parse(_bench.Store.Current[key]!).RootElement.GetProperty("targeting").GetRawText();
}
