using Seawall.Redis.Caching;

namespace Seawall.Redis.Tests.Caching;

public sealed class CacheOutageTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_killed_server_is_bypassed_and_used_again_when_it_is_back()
    {
        await using var bed = await CacheBed.StartAsync();
        await bed.Cache.GetAsync("k", CacheBed.Minute, _ => Task.FromResult("one"), None);
        Assert.Equal("\"one\"", await bed.KeptAsync("k"));

        await bed.Server.KillAsync();
        while (bed.Figures.Server!.Connected)
            await Task.Yield();
        var during = bed.Cache.GetAsync("k", CacheBed.Minute, _ => Task.FromResult("two"), None);
        // Nothing was awaited: not the server, not a time-out.
        Assert.Equal("two", await during.SoonAsync("a bypassed read"));
        await bed.Cache.RemoveAsync(["k"], None);
        Assert.Equal((1L, false), (bed.Figures.Bypassed, bed.Figures.Server!.Connected));
        Assert.NotEmpty(bed.Figures.Server!.Cause!);

        await bed.Server.RestartAsync();
        await bed.ConnectedAsync().SoonAsync("the cache's connection");
        await bed.Client.WaitConnectedAsync(None).SoonAsync("the test's connection");
        Assert.Equal("three", await bed.Cache.GetAsync("k", CacheBed.Minute, _ => Task.FromResult("three"), None));
        Assert.Equal("\"three\"", await bed.KeptAsync("k"));
    }

    [Fact]
    public async Task A_server_late_once_is_not_waited_for_again_until_it_answers()
    {
        await using var bed = await CacheBed.StartAsync(new CacheOptions { SoftTimeout = TimeSpan.FromMilliseconds(50) });
        var paused = bed.Client.AskAsync("DEBUG", "SLEEP", "1.5").AsTask();

        // Before the pause, a read may still be answered; the first one that is not is the only one that waits.
        for (var i = 0; bed.Figures.Bypassed == 0; i++)
            Assert.Equal(i, await bed.Cache.GetAsync($"a{i}", CacheBed.Minute, _ => Task.FromResult(i), None));
        for (var i = 0; i < 200; i++)
            Assert.Equal(i, await bed.Cache.GetAsync($"b{i}", CacheBed.Minute, _ => Task.FromResult(i), None));
        Assert.False(paused.IsCompleted, "200 bypassed reads should not have taken the server's 1.5 s");
        Assert.Equal(201, bed.Figures.Bypassed);

        await paused.SoonAsync("the end of the pause");
        await bed.Client.PingAsync(None);
        while (bed.Figures.Misses == 0 || bed.Figures.Hits == 0)
            await bed.Cache.GetAsync("c", CacheBed.Minute, _ => Task.FromResult("c"), None).SoonAsync("reads of the cache");
    }
}
