using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Redis.Caching;

namespace Seawall.Redis.Tests.Caching;

public sealed class BusinessCacheTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private sealed record Ware(long Id, string Name);

    [Fact]
    public async Task A_value_is_loaded_once_kept_as_json_under_its_business_and_served_until_removed()
    {
        await using var bed = await CacheBed.StartAsync();
        var loads = 0;
        Task<Ware> Load(CancellationToken ct) => Task.FromResult(new Ware(7, $"茶 {++loads}"));

        Assert.Equal(new Ware(7, "茶 1"), await bed.Cache.GetAsync("ware:7", CacheBed.Minute, Load, None));
        Assert.Equal(new Ware(7, "茶 1"), await bed.Cache.GetAsync("ware:7", CacheBed.Minute, Load, None));
        using (var json = JsonDocument.Parse((await bed.KeptAsync("ware:7"))!))
            Assert.Equal("茶 1", json.RootElement.GetProperty("name").GetString());

        await bed.Cache.RemoveAsync(["ware:7"], None);
        Assert.Equal(new Ware(7, "茶 2"), await bed.Cache.GetAsync("ware:7", CacheBed.Minute, Load, None));
        Assert.Equal((1L, 2L, 0.3333, 0L, 0L), (bed.Figures.Hits, bed.Figures.Misses, bed.Figures.Ratio!.Value, bed.Figures.Bypassed, bed.Figures.Errors));
    }

    [Fact]
    public async Task Those_who_ask_for_a_key_at_the_same_time_share_one_load()
    {
        await using var bed = await CacheBed.StartAsync();
        var loads = 0;
        var source = new TaskCompletionSource<string>();
        Task<string> Load(CancellationToken ct)
        {
            Interlocked.Increment(ref loads);
            return source.Task;
        }

        var askers = Enumerable.Range(0, 20).Select(_ => bed.Cache.GetAsync("k", CacheBed.Minute, Load, None)).ToArray();
        source.SetResult("v");

        Assert.All(await Task.WhenAll(askers), value => Assert.Equal("v", value));
        Assert.Equal(1, loads);
        Assert.Equal((1L, 19L), (bed.Figures.Misses, bed.Figures.Joined));
    }

    [Fact]
    public async Task One_who_cancels_leaves_the_load_to_the_others()
    {
        await using var bed = await CacheBed.StartAsync();
        var source = new TaskCompletionSource<string>();
        var begun = new TaskCompletionSource();
        var token = None;
        Task<string> Load(CancellationToken ct)
        {
            token = ct;
            begun.SetResult();
            return source.Task;
        }
        using var cancel = new CancellationTokenSource();

        var first = bed.Cache.GetAsync("k", CacheBed.Minute, Load, cancel.Token);
        var second = bed.Cache.GetAsync("k", CacheBed.Minute, Load, None);
        await begun.Task.SoonAsync("the load");
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(token.IsCancellationRequested);
        source.SetResult("v");
        Assert.Equal("v", await second);
        Assert.Equal("\"v\"", await bed.KeptAsync("k"));
    }

    [Fact]
    public async Task A_load_that_nobody_waits_for_any_more_is_cancelled_and_counts_as_no_error()
    {
        await using var bed = await CacheBed.StartAsync();
        var begun = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        using var cancel = new CancellationTokenSource();
        var only = bed.Cache.GetAsync<string>(
            "k",
            CacheBed.Minute,
            async ct =>
            {
                begun.SetResult();
                await using var _ = ct.Register(ended.SetResult);
                await Task.Delay(Timeout.Infinite, ct);
                return "never";
            },
            cancel.Token);
        await begun.Task.SoonAsync("the load");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);
        await ended.Task.SoonAsync("the load's end");
        Assert.Equal("next", await bed.Cache.GetAsync("k", CacheBed.Minute, _ => Task.FromResult("next"), None));
        Assert.Equal(0, bed.Figures.Errors);
    }

    [Fact]
    public async Task A_failure_reaches_all_who_share_the_load_and_is_not_kept()
    {
        await using var bed = await CacheBed.StartAsync();
        var source = new TaskCompletionSource<string>();
        var askers = Enumerable.Range(0, 3).Select(_ => bed.Cache.GetAsync("k", CacheBed.Minute, _ => source.Task, None)).ToArray();
        source.SetException(new InvalidOperationException("no database"));

        foreach (var asker in askers)
            Assert.Equal("no database", (await Assert.ThrowsAsync<InvalidOperationException>(() => asker)).Message);
        Assert.Equal("v", await bed.Cache.GetAsync("k", CacheBed.Minute, _ => Task.FromResult("v"), None));
        Assert.Equal(1, bed.Figures.Errors);
    }

    [Fact]
    public async Task What_was_on_its_way_when_its_key_was_removed_is_not_kept()
    {
        await using var bed = await CacheBed.StartAsync();
        var source = new TaskCompletionSource<string>();
        var begun = new TaskCompletionSource();
        var old = bed.Cache.GetAsync(
            "k",
            CacheBed.Minute,
            _ =>
            {
                begun.SetResult();
                return source.Task;
            },
            None);
        await begun.Task.SoonAsync("the load");

        await bed.Cache.RemoveAsync(["k"], None);
        var fresh = await bed.Cache.GetAsync("k", CacheBed.Minute, _ => Task.FromResult("new"), None);
        source.SetResult("old");

        Assert.Equal("new", fresh);
        Assert.Equal("old", await old);
        Assert.Equal("\"new\"", await bed.KeptAsync("k"));
    }

    [Fact]
    public async Task Nulls_and_values_over_the_limit_are_served_but_not_kept()
    {
        await using var bed = await CacheBed.StartAsync(new CacheOptions { SoftTimeout = TimeSpan.FromSeconds(5), LargestValue = 100 });

        Assert.Null(await bed.Cache.GetAsync("null", CacheBed.Minute, _ => Task.FromResult<string?>(null), None));
        Assert.Equal(99, (await bed.Cache.GetAsync("large", CacheBed.Minute, _ => Task.FromResult(new string('x', 99)), None)).Length);
        await bed.Cache.GetAsync("fits", CacheBed.Minute, _ => Task.FromResult(new string('x', 98)), None);

        Assert.Null(await bed.KeptAsync("null"));
        Assert.Null(await bed.KeptAsync("large"));
        Assert.NotNull(await bed.KeptAsync("fits"));
        Assert.Equal(1, bed.Figures.Unkept);
    }

    [Fact]
    public async Task Something_of_another_shape_in_the_cache_is_loaded_anew()
    {
        await using var bed = await CacheBed.StartAsync();
        await bed.Client.SetAsync("shop:k", "{not json");

        Assert.Equal(new Ware(1, "a"), await bed.Cache.GetAsync("k", CacheBed.Minute, _ => Task.FromResult(new Ware(1, "a")), None));
        Assert.Equal("""{"id":1,"name":"a"}""", await bed.KeptAsync("k"));
    }

    [Fact]
    public async Task Lifetimes_differ_by_up_to_a_tenth()
    {
        await using var bed = await CacheBed.StartAsync();
        for (var i = 0; i < 40; i++)
            await bed.Cache.GetAsync($"k{i}", TimeSpan.FromSeconds(1000), _ => Task.FromResult(1), None);
        await bed.KeptAsync("");
        List<long> left = [];
        for (var i = 0; i < 40; i++)
            left.Add((await bed.Client.AskAsync("PTTL", $"shop:k{i}")).Integer);

        Assert.All(left, time => Assert.InRange(time, 880_000, 1_100_000));
        Assert.True(left.Distinct().Count() > 20);
    }

    [Fact]
    public async Task Many_ids_load_only_those_missing_in_one_call_and_leave_out_those_that_have_none()
    {
        await using var bed = await CacheBed.StartAsync();
        List<string> calls = [];
        Task<IReadOnlyDictionary<long, string>> Load(IReadOnlyList<long> ids, CancellationToken ct)
        {
            calls.Add(string.Join(',', ids));
            return Task.FromResult<IReadOnlyDictionary<long, string>>(ids.Where(id => id != 3).ToDictionary(id => id, id => $"v{id}"));
        }

        var first = await bed.Cache.GetManyAsync("w:", [1, 2], CacheBed.Minute, Load, None);
        var second = await bed.Cache.GetManyAsync("w:", [1, 2, 3, 4, 4], CacheBed.Minute, Load, None);
        Assert.Equal("\"v4\"", await bed.KeptAsync("w:4"));
        await bed.Cache.RemoveAsync(["w:1"], None);
        var third = await bed.Cache.GetManyAsync("w:", [1, 4], CacheBed.Minute, Load, None);

        Assert.Equal(["1=v1", "2=v2"], Lines(first));
        Assert.Equal(["1=v1", "2=v2", "4=v4"], Lines(second));
        Assert.Equal(["1=v1", "4=v4"], Lines(third));
        Assert.Equal(["1,2", "3,4", "1"], calls);
        Assert.Equal((3L, 5L), (bed.Figures.Hits, bed.Figures.Misses));
        Assert.Empty(await bed.Cache.GetManyAsync("w:", [], CacheBed.Minute, Load, None));
    }

    [Fact]
    public async Task Batches_that_overlap_share_what_both_need()
    {
        await using var bed = await CacheBed.StartAsync();
        List<string> calls = [];
        var gate = new TaskCompletionSource();
        async Task<IReadOnlyDictionary<long, string>> Load(IReadOnlyList<long> ids, CancellationToken ct)
        {
            lock (calls)
                calls.Add(string.Join(',', ids));
            await gate.Task;
            return ids.ToDictionary(id => id, id => $"v{id}");
        }

        var one = bed.Cache.GetManyAsync("w:", [1, 2], CacheBed.Minute, Load, None);
        var two = bed.Cache.GetManyAsync("w:", [2, 3], CacheBed.Minute, Load, None);
        var single = bed.Cache.GetAsync("w:3", CacheBed.Minute, _ => Task.FromResult("never"), None);
        gate.SetResult();

        Assert.Equal(["1=v1", "2=v2"], Lines(await one));
        Assert.Equal(["2=v2", "3=v3"], Lines(await two));
        Assert.Equal("v3", await single);
        Assert.Equal(["1,2", "3"], calls.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_a_server_every_call_loads()
    {
        await using var provider = new ServiceCollection().AddSeawallCache("shop", null, new JsonSerializerOptions()).BuildServiceProvider();
        var cache = provider.GetRequiredKeyedService<BusinessCache>("shop");
        var loads = 0;

        await cache.GetAsync("k", CacheBed.Minute, _ => Task.FromResult(++loads), None);
        Assert.Equal(2, await cache.GetAsync("k", CacheBed.Minute, _ => Task.FromResult(++loads), None));
        await cache.RemoveAsync(["k"], None);
        Assert.Null(cache.Figures.Server);
    }

    private static IEnumerable<string> Lines(IReadOnlyDictionary<long, string> values) => values.OrderBy(v => v.Key).Select(v => $"{v.Key}={v.Value}");
}
