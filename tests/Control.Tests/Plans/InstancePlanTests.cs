using Seawall.Control.Plans;
using Seawall.Control.Tests.Config;

namespace Seawall.Control.Tests.Plans;

public sealed class InstancePlanTests : IDisposable
{
    private const string More = """{"kind":"instance","service":"catalog","add":2},{"kind":"switch","key":"switch/a.one","off":true}""";
    private readonly PlanBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Instances_are_started_before_callers_are_told_and_ended_when_they_are_told_no_more()
    {
        await BeginAsync();
        await _bench.RunAsync("fire");
        Assert.Equal("""{"addresses":["http://127.0.0.1:8082","http://127.0.0.1:8282","http://127.0.0.1:8382"]}""", _bench.Store.Current["address/catalog"]);
        await _bench.AddAsync("catalog", null, default);

        await _bench.Desk.UndoAsync("fire", "out", PlanBench.Ann, default);

        Assert.Null(_bench.Store.Current["address/catalog"]);
        Assert.Equal(["catalog", "catalog-4"], _bench.Processes.Where(one => one.Service == "catalog").Select(one => one.Name));
    }

    [Fact]
    public async Task A_restart_in_the_middle_starts_none_twice()
    {
        await BeginAsync();
        var publisher = new Broken();
        _bench.Publisher = _ => publisher;
        _bench.Restart();
        await Assert.ThrowsAsync<IOException>(() => _bench.Desk.RunAsync("fire", new PlanOrder("it burns"), PlanBench.Ann, default));
        Assert.Equal(3, _bench.Processes.Count(one => one.Service == "catalog"));

        _bench.Publisher = null;
        _bench.Restart();
        await _bench.PassAsync(1);

        Assert.Equal((PlanPhase.Checking, 3), (_bench.Last("fire").Phase, _bench.Processes.Count(one => one.Service == "catalog")));
    }

    [Fact]
    public async Task What_can_not_be_started_keeps_the_plan_from_coming_into_force()
    {
        await BeginAsync();
        _bench.NoRoom = "no memory is left";
        await _bench.RunAsync("fire");
        Assert.Equal((PlanPhase.Failed, "no memory is left"), (_bench.Last("fire").Phase, _bench.Last("fire").End!.Why));
        Assert.Equal((null, Flags.Of("G3")), (_bench.Store.Current["address/catalog"], _bench.Store.Current["switch/a.one"]));
    }

    private async Task BeginAsync()
    {
        await _bench.SetAsync(("switch/a.one", Flags.Of("G3")));
        await _bench.PlanAsync("fire", More);
        await _bench.RehearseAsync("fire");
    }

    private sealed class Broken : Control.Arming.IArmedPublisher
    {
        public Task<Control.Arming.ArmedOutcome> PublishAsync(Control.Arming.ArmedRequest request, CancellationToken ct) => throw new IOException("gone");

        public Task<bool> CancelAsync(string id, string actor, string reason, CancellationToken ct) => Task.FromResult(false);
    }
}
