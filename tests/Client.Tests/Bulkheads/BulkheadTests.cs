using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Client.Bulkheads;
using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Client.Sql;
using Seawall.Testing;

namespace Seawall.Client.Tests;

public sealed class BulkheadTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task What_comes_on_top_of_places_and_queue_fails_at_once_and_who_waits_is_let_in_or_times_out()
    {
        var clock = new ManualClock();
        var bulkhead = new Bulkhead("x", new BulkheadOptions { Concurrency = 1, Queue = 2, WaitMs = 50 }, clock);
        var running = await bulkhead.EnterAsync(Ct);
        var (first, second) = (bulkhead.EnterAsync(Ct).AsTask(), bulkhead.EnterAsync(Ct).AsTask());
        Assert.Null(await bulkhead.EnterAsync(Ct));
        Assert.Null(bulkhead.TryEnter());
        Assert.Equal((1, 2), (bulkhead.Running, bulkhead.Waiting));
        running!.Dispose();
        using var admitted = await first;
        Assert.NotNull(admitted);
        clock.AdvanceMs(50);
        Assert.Null(await second);
        Assert.Equal((1, 0), (bulkhead.Running, bulkhead.Waiting));
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_says_so()
    {
        var bulkhead = new Bulkhead("x", new BulkheadOptions { Concurrency = 1 }, new ManualClock());
        using var running = bulkhead.TryEnter();
        using var cancel = new CancellationTokenSource();
        var waiting = bulkhead.EnterAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_dependency_that_hangs_takes_nothing_from_another()
    {
        using var bulkheads = Live(new LiveConfig());
        var hung = new TaskCompletionSource<HttpResponseMessage>();
        using var slow = new HttpClient(new BulkheadHandler(bulkheads.Of("service.slow", new BulkheadOptions { Concurrency = 2, Queue = 0 }), new Answer(() => hung.Task)));
        using var well = new HttpClient(new BulkheadHandler(bulkheads.Of("service.well", new BulkheadOptions { Concurrency = 2, Queue = 0 }), new Answer(() => Task.FromResult(new HttpResponseMessage()))));
        var address = new Uri("http://service.test/");
        var waiting = new[] { slow.GetAsync(address), slow.GetAsync(address) };
        for (var i = 0; i < 100; i++)
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => slow.GetAsync(address));
            Assert.StartsWith("The bulkhead of service.slow is full", refused.Message, StringComparison.Ordinal);
            (await well.GetAsync(address)).Dispose();
        }
        hung.SetResult(new HttpResponseMessage());
        await Task.WhenAll(waiting);
        (await slow.GetAsync(address)).Dispose();
    }

    [Fact]
    public async Task A_database_whose_connections_are_all_held_fails_fast_and_another_serves()
    {
        var config = new LiveConfig();
        using var bulkheads = Live(config);
        config.Swap(ConfigSnapshot.Of(1, [new ConfigEntry("limit/bulkhead.database.held", """{"concurrency":1,"queue":0,"waitMs":0}""", 1)]));
        await using var held = new SeawallDataSource(await OptionsAsync("held"), bulkheads);
        await using var well = new SeawallDataSource(await OptionsAsync("well"), bulkheads);
        await using (await held.OpenConnectionAsync(Ct))
        {
            await Assert.ThrowsAsync<DependencyBusyException>(async () => await held.OpenConnectionAsync(Ct));
            Assert.Equal(1, await well.FindAsync("SELECT 1", row => row.GetInt32(0), Ct));
        }
        Assert.Equal(1, await held.FindAsync("SELECT 1", row => row.GetInt32(0), Ct));

        // More room is pushed, and is there at once.
        config.Swap(ConfigSnapshot.Of(2, []));
        await using var one = await held.OpenConnectionAsync(Ct);
        await using var two = await held.OpenConnectionAsync(Ct);
    }

    [Fact]
    public async Task No_place_is_lost_when_a_connection_can_t_be_opened()
    {
        using var bulkheads = Live(new LiveConfig());
        await using var gone = new SeawallDataSource(await OptionsAsync("gone") with { Port = 1, PoolSize = 1 }, bulkheads);
        for (var i = 0; i < 5; i++)
            await Assert.ThrowsAsync<Npgsql.NpgsqlException>(async () => await gone.OpenConnectionAsync(Ct));
        Assert.Equal(0, bulkheads.All.Single().Running);
    }

    [Fact]
    public void Faults_are_told_with_their_path() =>
        Assert.Equal(
            ["limit/bulkhead.x.concurrency: must be 1..100000, was 0", "limit/bulkhead.x.wait: is not known here; known are concurrency, queue, waitMs, what"],
            CallConfig.Faults(ConfigSnapshot.Of(1, [new ConfigEntry("limit/bulkhead.x", """{"concurrency":0,"wait":1}""", 1)]), ["limit/bulkhead.x"], []).Select(fault => fault.ToString()));

    private static LiveBulkheads Live(LiveConfig config) => new(config, TimeProvider.System, NullLogger<LiveBulkheads>.Instance);

    private static async Task<SeawallDataOptions> OptionsAsync(string application)
    {
        var server = await PrivatePostgres.SharedAsync();
        return new SeawallDataOptions
        {
            Application = application,
            Port = server.Port,
            Database = server.Instance.Name,
            Username = server.User,
            Password = server.Password,
            PoolSize = 2,
        };
    }

    private sealed class Answer(Func<Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer();
    }
}
