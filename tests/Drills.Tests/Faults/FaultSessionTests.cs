using Seawall.Drills.Faults;
using Seawall.Testing;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Drills.Tests.Faults;

/// <summary>The tool's side of a lease; the tests play the target's.</summary>
public sealed class FaultSessionTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly FaultRequest Kill = new() { Kind = FaultKind.Kill, Targets = ["redis-catalog"], Actor = "ann", Reason = "a test" };

    private readonly TestHome _site = new();
    private readonly FaultFiles _files;

    public FaultSessionTests()
    {
        _files = new FaultFiles(_site.Home, TimeProvider.System);
        File.WriteAllText(_site.Topology.Path, """{"name":"test","drills":true,"redis":[{"name":"redis-catalog","port":16379}]}""");
        StateFile.Write(_site.Home, new SiteState { Phase = SitePhase.Up, Watchdog = ProcessIdentity.Of(Environment.ProcessId)!.Value, Topology = _site.Topology.Path });
    }

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task A_session_begins_when_the_target_says_so_renews_and_ends_when_the_target_has_undone_it()
    {
        var (session, lease) = await BeginAsync();
        Assert.True(session.Holds);
        await UntilAsync("the lease is renewed", () => _files.Find(lease.Id)!.Clock.RenewedMs > lease.Clock.RenewedMs);

        var ending = session.DisposeAsync().AsTask();
        await UntilAsync("the lease is given back", () => _files.Find(lease.Id) is null);
        Assert.False(ending.IsCompleted);
        Say(lease.Id, FaultPhase.Undone);
        await ending.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_fault_that_could_not_be_done_is_told_with_its_reason()
    {
        var beginning = FaultSession.BeginAsync(_site.Home, Kill, TimeProvider.System, CancellationToken.None);
        await UntilAsync("the lease lies there", () => _files.Leases().Count == 1);
        Say(_files.Leases()[0].Id, FaultPhase.Failed, "no such process");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => beginning.WaitAsync(Patience));
        Assert.EndsWith("could not be done: no such process", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_files.Leases());
    }

    [Fact]
    public async Task The_lever_ends_a_lease_that_is_renewed_and_refuses_the_next()
    {
        var (session, lease) = await BeginAsync();
        _files.Stop("bob", "buyers notice");
        Assert.False(session.Holds);
        var refused = await Assert.ThrowsAsync<FaultRefusedException>(() => FaultSession.BeginAsync(_site.Home, Kill, TimeProvider.System, CancellationToken.None));
        Assert.Equal("all faults are stopped by bob: buyers notice; `seawall drill resume` allows them again", refused.Message);
        Say(lease.Id, FaultPhase.Undone);
        await session.DisposeAsync();
        Assert.True(_files.Resume());
        Assert.False(_files.Resume());
        Assert.Empty(FaultSession.Refusals(_site.Home, Kill, TimeProvider.System));
    }

    [Fact]
    public void A_site_without_a_watchdog_is_left_alone()
    {
        StateFile.Write(_site.Home, new SiteState { Phase = SitePhase.Up, Topology = _site.Topology.Path });
        Assert.Contains("is not up under its watchdog", Assert.Single(FaultSession.Refusals(_site.Home, Kill, TimeProvider.System)), StringComparison.Ordinal);
    }

    private async Task<(FaultSession Session, FaultLease Lease)> BeginAsync()
    {
        var beginning = FaultSession.BeginAsync(_site.Home, Kill, TimeProvider.System, CancellationToken.None);
        await UntilAsync("the lease lies there", () => _files.Leases().Count == 1);
        Assert.False(beginning.IsCompleted);
        var lease = _files.Leases()[0];
        Say(lease.Id, FaultPhase.InForce);
        return (await beginning.WaitAsync(Patience), lease);
    }

    private void Say(string id, FaultPhase phase, string message = "") => _files.Put(new FaultState { Id = id, Phase = phase, Message = message });

    private static async Task UntilAsync(string what, Func<bool> holds)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"waited {Patience.TotalSeconds:0} s until {what}");
            await Task.Delay(10);
        }
    }
}
