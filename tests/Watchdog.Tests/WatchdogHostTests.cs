using System.Collections.Concurrent;
using Seawall.Testing;
using Seawall.Topology;

namespace Seawall.Watchdog.Tests;

public sealed class WatchdogHostTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private readonly TestHome _site = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Dispose();
        foreach (ServiceRecord record in StateFile.Read(_site.Home).Services)
        {
            record.Process?.Signal(ProcessSignal.Kill);
        }
        _site.Dispose();
    }

    [Fact]
    public async Task A_killed_process_is_started_again_and_a_stop_leaves_none()
    {
        Task<bool> run = Run(Sleeper("one"), Sleeper("two"));
        ServiceRecord first = await UntilAsync("one is healthy", "one", record => record.Condition == Condition.Healthy);
        Assert.Equal(SitePhase.Up, (await UntilAsync("the site is up", state => state.Phase == SitePhase.Up)).Phase);

        first.Process!.Value.Signal(ProcessSignal.Kill);
        ServiceRecord second = await UntilAsync("one is back", "one", record => record.Condition == Condition.Healthy && record.Process != first.Process);
        Assert.Equal(1, second.Restarts);

        await _stop.CancelAsync();
        Assert.True(await run);
        Assert.False(second.Process!.Value.IsAlive());
        Assert.Equal(SitePhase.Down, StateFile.Read(_site.Home).Phase);
    }

    [Fact]
    public async Task A_later_stage_starts_only_when_the_earlier_is_healthy_and_its_work_is_done()
    {
        var work = new TaskCompletionSource();
        Task<bool> run = RunStages(
            new Stage("first") { Services = [Sleeper("one")] },
            new Stage("work") { Work = (progress, ct) => { progress.Report("working"); return work.Task.WaitAsync(ct); } },
            new Stage("last") { Services = [Sleeper("two")] });

        await UntilAsync("the work is reported", state => state.Message == "working");
        Assert.Null(StateFile.Read(_site.Home).Services.Single(record => record.Name == "two").Process);
        work.SetResult();
        await UntilAsync("two is healthy", "two", record => record.Condition == Condition.Healthy);

        await _stop.CancelAsync();
        Assert.True(await run);
    }

    [Fact]
    public async Task A_hung_process_is_ended_and_started_again()
    {
        bool hung = false;
        Service service = Sleeper("one") with
        {
            Probe = _ => Task.FromResult(Volatile.Read(ref hung) ? ProbeResult.Silent : ProbeResult.Healthy),
            Policy = new SupervisionPolicy { ProbeEvery = TimeSpan.FromMilliseconds(50), SilentLimit = 2, EndLimit = TimeSpan.FromMilliseconds(100) },
        };
        Task<bool> run = Run(service);
        ServiceRecord first = await UntilAsync("one is healthy", "one", record => record.Condition == Condition.Healthy);

        // A stopped process takes no polite signal; only the kill after it ends it.
        Volatile.Write(ref hung, true);
        Stop(first.Process!.Value);
        ServiceRecord second = await UntilAsync("one was started anew", "one", record => record.Process is not null && record.Process != first.Process);
        Assert.False(first.Process.Value.IsAlive());
        Assert.True(second.Restarts >= 1);

        await _stop.CancelAsync();
        Assert.True(await run);
    }

    [Fact]
    public async Task A_service_that_never_comes_up_fails_the_start_and_nothing_stays()
    {
        Task<bool> run = RunStages(
            new Stage("first") { Services = [Sleeper("one")] },
            new Stage("last") { Services = [Shell("broken", "echo no such table >&2; exit 3")] });

        Assert.False(await run.WaitAsync(_patience));
        SiteState state = StateFile.Read(_site.Home);
        Assert.Equal(SitePhase.Failed, state.Phase);
        Assert.Contains("broken ended 3 times while starting", state.Message, StringComparison.Ordinal);
        Assert.Contains("no such table", state.Message, StringComparison.Ordinal);
        Assert.All(state.Services, record => Assert.Null(record.Process));
    }

    [Fact]
    public async Task A_second_watchdog_leaves_the_home_alone()
    {
        Task<bool> run = Run(Sleeper("one"));
        await UntilAsync("the site is up", state => state.Phase == SitePhase.Up);

        Assert.False(await new WatchdogHost(_site.Home, _site.Topology, [], TimeProvider.System, _log.Enqueue).RunAsync(CancellationToken.None));

        Assert.Equal(SitePhase.Up, StateFile.Read(_site.Home).Phase);
        await _stop.CancelAsync();
        Assert.True(await run);
    }

    [Fact]
    public async Task The_processes_of_a_killed_watchdog_are_adopted_and_others_are_not_touched()
    {
        using var mine = Sleeper("one").Command.Start();
        using var foreign = Shell("two", "exec sleep 300").Command.Start();
        ProcessIdentity known = ProcessIdentity.Of(mine.Id)!.Value;
        ProcessIdentity other = ProcessIdentity.Of(foreign.Id)!.Value;
        // The pid of "two" was given to another process since: its start tick differs.
        _site.Home.Create();
        StateFile.Write(_site.Home, new SiteState
        {
            Phase = SitePhase.Up,
            Services =
            [
                new ServiceRecord("one", Condition.Healthy, known, 2, 1, ""),
                new ServiceRecord("two", Condition.Healthy, other with { StartTicks = other.StartTicks - 1 }, 0, 1, ""),
            ],
        });

        Task<bool> run = Run(Sleeper("one"), Sleeper("two"));
        ServiceRecord one = await UntilAsync("one is healthy", "one", record => record.Condition == Condition.Healthy);
        ServiceRecord two = await UntilAsync("two is healthy", "two", record => record.Condition == Condition.Healthy);
        Assert.Equal(known, one.Process);
        Assert.Equal(2, one.Restarts);
        Assert.NotEqual(other.Pid, two.Process!.Value.Pid);

        await _stop.CancelAsync();
        Assert.True(await run);
        Assert.False(known.IsAlive());
        Assert.True(other.IsAlive());
        other.Signal(ProcessSignal.Kill);
    }

    [Fact]
    public async Task An_outage_kills_its_services_only_keeps_them_down_for_its_time_and_sees_them_back()
    {
        Task<bool> run = Run(Sleeper("one"), Sleeper("two"));
        await UntilAsync("the site is up", state => state.Phase == SitePhase.Up);
        Dictionary<string, ServiceRecord> before = StateFile.Read(_site.Home).Services.ToDictionary(record => record.Name);
        var outage = new ServiceOutage(_site.Home, ["one"], TimeProvider.System);
        Assert.Null(outage.Fault());

        var length = TimeSpan.FromSeconds(2);
        await outage.TakeDownAsync(length, "a test", CancellationToken.None).WaitAsync(_patience);
        Assert.False(before["one"].Process!.Value.IsAlive());
        Assert.Equal(new ServiceRecord("one", Condition.Held, null, 0, 0, before["one"].CommandHash), StateFile.Read(_site.Home).Services[0]);

        await outage.WaitBackAsync(length, CancellationToken.None).WaitAsync(_patience);
        ServiceRecord[] after = [.. StateFile.Read(_site.Home).Services];
        Assert.NotEqual(before["one"].Process, after[0].Process);
        Assert.Equal(1, after[0].Restarts);
        Assert.Equal(before["two"], after[1]);
        Assert.DoesNotContain(_log, line => line.StartsWith("one: ended", StringComparison.Ordinal));

        await _stop.CancelAsync();
        Assert.True(await run);
    }

    [Fact]
    public async Task An_outage_let_go_is_over_at_once_and_one_of_an_unknown_service_or_an_unwatched_site_is_refused()
    {
        var outage = new ServiceOutage(_site.Home, ["one"], TimeProvider.System);
        Assert.Contains("is not up under its watchdog", outage.Fault(), StringComparison.Ordinal);
        Task<bool> run = Run(Sleeper("one"));
        await UntilAsync("the site is up", state => state.Phase == SitePhase.Up);
        Assert.Contains("has no 'three'", new ServiceOutage(_site.Home, ["one", "three"], TimeProvider.System).Fault(), StringComparison.Ordinal);

        await outage.TakeDownAsync(Hold.Longest, "a test", CancellationToken.None).WaitAsync(_patience);
        outage.LetGo();
        await outage.WaitBackAsync(TimeSpan.Zero, CancellationToken.None).WaitAsync(_patience);

        await _stop.CancelAsync();
        Assert.True(await run);
    }

    [Fact]
    public async Task Services_come_and_go_while_the_site_is_up()
    {
        IReadOnlyList<Service> wanted = [Sleeper("one")];
        Task<bool> run = new WatchdogHost(
            _site.Home, _site.Topology, [new Stage("all") { Services = [Sleeper("one"), Sleeper("fixed")] }], TimeProvider.System, _log.Enqueue,
            changeable: () => Volatile.Read(ref wanted) ?? throw new InvalidDataException("nobody can tell")).RunAsync(_stop.Token);
        await UntilAsync("the site is up", state => state.Phase == SitePhase.Up);

        Volatile.Write(ref wanted, [Sleeper("one"), Sleeper("two")]);
        ServiceRecord two = await UntilAsync("two is healthy", "two", record => record.Condition == Condition.Healthy);
        two.Process!.Value.Signal(ProcessSignal.Kill);
        two = await UntilAsync("two is kept running", "two", record => record.Condition == Condition.Healthy && record.Process != two.Process);
        ServiceRecord one = StateFile.Read(_site.Home).Services.Single(record => record.Name == "one");

        Volatile.Write(ref wanted, null!);
        await UntilLoggedAsync("instances stay as they are: nobody can tell");
        Volatile.Write(ref wanted, [Sleeper("two")]);
        await UntilAsync("one is gone", state => state.Services.All(record => record.Name != "one"));
        Assert.False(one.Process!.Value.IsAlive());
        Assert.Equal((SitePhase.Up, two.Process), (StateFile.Read(_site.Home).Phase, StateFile.Read(_site.Home).Services.Single(record => record.Name == "two").Process));

        Volatile.Write(ref wanted, [Sleeper("one"), Sleeper("two")]);
        await UntilAsync("one is back", "one", record => record.Condition == Condition.Healthy);
        await _stop.CancelAsync();
        Assert.True(await run);
        Assert.False(two.Process!.Value.IsAlive());
    }

    private async Task UntilLoggedAsync(string line)
    {
        using var late = new CancellationTokenSource(_patience);
        while (!_log.Contains(line))
        {
            await Task.Delay(20, late.Token);
        }
    }

    private Task<bool> Run(params Service[] services) => RunStages(new Stage("all") { Services = services });

    private Task<bool> RunStages(params Stage[] stages) =>
        new WatchdogHost(_site.Home, _site.Topology, stages, TimeProvider.System, _log.Enqueue).RunAsync(_stop.Token);

    private Service Sleeper(string name) => Shell(name, "exec sleep 300");

    private Service Shell(string name, string script) => new(name, new DetachedCommand("/bin/sh", ["-c", script], _site.Home.Log(name)))
    {
        Probe = _ => Task.FromResult(ProbeResult.Healthy),
    };

    private static void Stop(ProcessIdentity process) =>
        global::System.Diagnostics.Process.Start("kill", ["-STOP", process.Pid.ToString(global::System.Globalization.CultureInfo.InvariantCulture)]).Dispose();

    private async Task<ServiceRecord> UntilAsync(string what, string name, Func<ServiceRecord, bool> holds)
    {
        SiteState state = await UntilAsync(what, state => state.Services.Any(record => record.Name == name && holds(record)));
        return state.Services.Single(record => record.Name == name);
    }

    private async Task<SiteState> UntilAsync(string what, Func<SiteState, bool> holds)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            SiteState state = StateFile.Read(_site.Home);
            if (holds(state))
            {
                return state;
            }
            if (TimeProvider.System.GetElapsedTime(start) > _patience)
            {
                throw new TimeoutException($"Waited until {what}; last state: {state.Phase} {state.Message} {string.Join("; ", state.Services)}\n{string.Join('\n', _log)}");
            }
            await Task.Delay(20);
        }
    }
}
