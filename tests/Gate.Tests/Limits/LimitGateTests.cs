using Npgsql;
using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Gate.Limits;

namespace Seawall.Gate.Tests.Limits;

/// <summary>What clients of a gate with limits meet.</summary>
public sealed class LimitGateTests
{
    [Fact]
    public async Task A_statement_for_which_there_is_no_place_is_told_when_to_come_again_and_every_place_is_given_back()
    {
        LiveConfig config = new();
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Admin = null, CaptureDirectory = null, Config = config });
        await using NpgsqlConnection one = await fixture.OpenAsync("Pooling=false;Application Name=batch");
        await using NpgsqlConnection other = await fixture.OpenAsync("Pooling=false;Application Name=batch");
        config.Swap(ConfigSnapshot.Of(1, [new ConfigEntry(GateLimits.Key, """{"servers":{"*":{}},"limits":[{"name":"single","match":{"business":["batch"]},"concurrency":1,"waiting":0}]}""", 1)]));
        LimitStage stage = fixture.Gate.Context.Judge.Find<LimitStage>()!;

        Task<int> running = RunAsync(one, "SELECT pg_sleep(30)");
        await Eventually.BecomesAsync(() => stage.Set.Limits[0].Buckets.All.Single().Places.Taken, taken => taken == 1, "the first statement runs");
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(other, "SELECT 1"));
        Assert.Equal(("53000", true, "seawall:limit:single"), (refused.SqlState, refused.IsTransient, refused.Routine));
        Assert.Contains("retry_after_ms=", refused.Hint, StringComparison.Ordinal);

        await using (NpgsqlConnection killer = new(fixture.Postgres.ConnectionString))
        {
            await killer.OpenAsync();
            await RunAsync(killer, $"SELECT pg_cancel_backend({one.ProcessID})");
        }
        await Assert.ThrowsAsync<PostgresException>(() => running);
        // Npgsql takes class 53 for the server's own distress and drops the connection; the gate's session would go on.
        Assert.Equal(System.Data.ConnectionState.Closed, other.State);
        await Eventually.BecomesAsync(() => stage.Set.Servers.Values.Single().Places.Taken, taken => taken == 0, "every place is given back");
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }
}
