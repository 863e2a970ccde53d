using Npgsql;
using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Gate.HotRows;

namespace Seawall.Gate.Tests.HotRows;

/// <summary>Sessions that change one row through a gate before a real server.</summary>
public sealed class HotRowGateTests
{
    private const int Sessions = 12;
    private const int Rounds = 15;

    [Fact]
    public async Task Every_acknowledged_update_is_in_the_row_and_sessions_waited_at_the_gate()
    {
        LiveConfig config = new();
        config.Swap(ConfigSnapshot.Of(1, [new ConfigEntry(GateHotRows.Key, """{"learnAt":2,"places":1}""", 1)]));
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Admin = null, CaptureDirectory = null, Config = config, Loops = 2 });
        await using (NpgsqlConnection connection = await fixture.OpenAsync())
            await RunAsync(connection, "DROP TABLE IF EXISTS gate_hot_row; CREATE TABLE gate_hot_row (id int PRIMARY KEY, n int NOT NULL); INSERT INTO gate_hot_row VALUES (1, 0), (2, 0)");

        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(number => UpdateAsync(fixture, number)));

        await using NpgsqlConnection reader = await fixture.OpenAsync();
        await using NpgsqlCommand command = new("SELECT n FROM gate_hot_row WHERE id = 1", reader);
        Assert.Equal(Sessions * Rounds, await command.ExecuteScalarAsync());
        HotRowStage stage = fixture.Gate.Context.Judge.Find<HotRowStage>()!;
        Assert.True(stage.Waited > 0, "nobody waited at the gate");
        await Eventually.BecomesAsync(() => stage.Hot().Count, rows => rows == 0, "every place is given back");
    }

    // By turns: a literal, bound values, a transaction, a transaction that is rolled back after it and done again.
    private static async Task UpdateAsync(GateFixture fixture, int number)
    {
        await using NpgsqlConnection connection = await fixture.OpenAsync();
        for (int round = 0; round < Rounds; round++)
        {
            switch ((number + round) % 4)
            {
                case 0:
                    await RunAsync(connection, "UPDATE gate_hot_row SET n = n + 1 WHERE id = 1");
                    break;
                case 1:
                    await RunAsync(connection, "UPDATE gate_hot_row SET n = n + $2 WHERE id = $1", 1, 1);
                    break;
                default:
                    await InTransactionAsync(connection, commits: (number + round) % 4 == 2);
                    break;
            }
        }
    }

    private static async Task InTransactionAsync(NpgsqlConnection connection, bool commits)
    {
        if (!commits)
        {
            await using NpgsqlTransaction undone = await connection.BeginTransactionAsync();
            await RunAsync(connection, "UPDATE gate_hot_row SET n = n + 1 WHERE id = $1", 1);
            await undone.RollbackAsync();
        }
        await using NpgsqlTransaction kept = await connection.BeginTransactionAsync();
        await RunAsync(connection, "UPDATE gate_hot_row SET n = n + 1 WHERE id = $1", 1);
        await kept.CommitAsync();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, params int[] values)
    {
        await using NpgsqlCommand command = new(sql, connection);
        foreach (int value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
