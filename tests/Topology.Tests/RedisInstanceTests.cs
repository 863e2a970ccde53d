using Seawall.Testing;

namespace Seawall.Topology.Tests;

public sealed class RedisInstanceTests
{
    [Fact]
    public async Task A_cache_answers_with_its_password_is_adopted_comes_back_after_a_kill_and_stops()
    {
        using var site = new TestHome();
        SiteInstances instances = await SiteInstances.OpenAsync(site.Topology, site.Home, site.Secrets, CancellationToken.None);
        RedisInstance cache = instances.Redis("redis-catalog");
        await cache.InitAsync(CancellationToken.None);

        ProcessIdentity first = await cache.StartAsync(CancellationToken.None);
        ExitGuard.Watch(first.Pid, site.Home.Root);
        Assert.Equal(first, await cache.StartAsync(CancellationToken.None));
        Assert.False(await new RedisInstance(cache.Options with { Password = "wrong" }).AnswersAsync(CancellationToken.None));

        first.Signal(ProcessSignal.Kill);
        Assert.True(await first.WaitGoneAsync(TimeSpan.FromSeconds(10), CancellationToken.None));
        Assert.Null(cache.Running);
        ProcessIdentity second = await cache.StartAsync(CancellationToken.None);
        ExitGuard.Watch(second.Pid, site.Home.Root);
        Assert.NotEqual(first, second);

        await cache.StopAsync(CancellationToken.None);
        Assert.False(second.IsAlive());
    }
}
