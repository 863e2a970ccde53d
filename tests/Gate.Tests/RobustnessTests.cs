using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Npgsql;

namespace Seawall.Gate.Tests;

public sealed class RobustnessTests
{
    [Fact]
    public async Task A_killed_server_process_ends_its_client_and_the_gate_serves_on()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        string connectionString = await fixture.Postgres.CreateDatabaseAsync("killed");
        string database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        using RawClient victim = RawClient.Login(fixture, database: database);
        using RawClient neighbour = RawClient.Login(fixture, database: database);
        await NpgsqlTests.EndSleepersAsync(fixture);
        victim.Send(Wire.Query("select pg_sleep(60)"));
        await Eventually.BecomesAsync(() => NpgsqlTests.SleepersAsync(fixture), n => n == 1, "the statement runs");

        Process.GetProcessById(BinaryPrimitives.ReadInt32BigEndian(victim.BackendKey)).Kill();

        Assert.Empty(victim.ReadToEnd());
        // The server ends every session after such a death and says so; the words must come through.
        Assert.Contains("C57P02\0", Encoding.UTF8.GetString(neighbour.ReadToEnd()));
        await Eventually.BecomesAsync(
            async () =>
            {
                try
                {
                    await using NpgsqlConnection connection = await fixture.OpenAsync();
                    return (int)(await NpgsqlTests.ScalarAsync(connection, "select 1"))!;
                }
                catch (NpgsqlException)
                {
                    return 0;
                }
            },
            n => n == 1,
            "the server has recovered and the gate connects to it");
        // The tests that follow would be handed the connections that died with it.
        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task Mutated_conversations_neither_break_the_gate_nor_reach_other_sessions()
    {
        const int Seed = 20261123;
        Random random = new(Seed);
        await using GateFixture fixture = await GateFixture.StartAsync();
        using RawClient witness = RawClient.Login(fixture);
        string[] names = [.. Conversations.All.Keys.Where(n => !n.StartsWith("large", StringComparison.Ordinal))];
        for (int round = 0; round < 300; round++)
        {
            byte[] script = [.. Conversations.All[names[random.Next(names.Length)]]];
            Mutate(script, random);
            using RawClient client = RawClient.Login(fixture);
            client.Send(script);
            client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            client.ReadToEnd();

            witness.Send(Wire.Query($"select 'witness {round}'"));
            Assert.True(witness.ReadToReady() == "TDCZ", $"seed {Seed}, round {round}");
        }
        Assert.Equal(0, await FaultsAsync(fixture));
    }

    [Fact]
    public async Task Random_start_ups_neither_break_the_gate_nor_stay_open()
    {
        const int Seed = 20261124;
        Random random = new(Seed);
        await using GateFixture fixture = await GateFixture.StartAsync();
        byte[] startup = Wire.Startup(("user", "postgres"), ("database", "test"), ("application_name", "fuzz"));
        for (int round = 0; round < 300; round++)
        {
            byte[] bytes = [.. startup];
            Mutate(bytes, random);
            using RawClient client = new(fixture.Port);
            client.Send(bytes);
            client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            client.ReadToEnd();
        }
        Assert.Equal(0, await FaultsAsync(fixture));
        await Eventually.BecomesAsync(() => fixture.Gate.Loops[0].Loop.SourceCount, n => n == 1, $"only the listener is left, seed {Seed}");
        Assert.Equal(0, fixture.Gate.Loops[0].Loop.Blocks.Rented);
    }

    [Fact]
    public async Task A_client_that_vanishes_behind_its_request_for_tls_is_no_fault()
    {
        using var certificate = TestCertificate.Create();
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { TlsCertificate = certificate });
        using ManualResetEventSlim gone = new();
        fixture.Gate.Loops[0].Loop.Post(_ => gone.Wait(TimeSpan.FromSeconds(20)));
        // The loop stands still, so the request and the reset are both there when it looks.
        using (RawClient client = new(fixture.Port))
        {
            client.Socket.LingerState = new System.Net.Sockets.LingerOption(enable: true, seconds: 0);
            client.Send(Wire.Untyped(80877103));
        }
        gone.Set();
        await using (NpgsqlConnection next = await fixture.OpenAsync("Pooling=false;SSL Mode=Require"))
            Assert.Equal(1, await NpgsqlTests.ScalarAsync(next, "select 1"));
        Assert.Equal(0, await FaultsAsync(fixture));
    }

    [Fact]
    public async Task A_portable_gate_serves_on_after_clients_that_vanish_at_once()
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Portable = true });
        for (int i = 0; i < 200; i++)
        {
            using RawClient client = new(fixture.Port);
            client.Socket.LingerState = new System.Net.Sockets.LingerOption(enable: true, seconds: 0);
        }
        await using NpgsqlConnection next = await fixture.OpenAsync();
        Assert.Equal(1, await NpgsqlTests.ScalarAsync(next, "select 1"));
    }

    [Fact]
    public async Task A_thousand_sessions_come_and_go_and_leave_nothing()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            for (int n = 0; n < 5; n++)
            {
                await using NpgsqlConnection connection = await fixture.OpenAsync();
                Assert.Equal(i, await NpgsqlTests.ScalarAsync(connection, $"select {i}"));
            }
        });
        await Eventually.BecomesAsync(() => fixture.Gate.Loops[0].Loop.SourceCount, n => n == 1, "only the listener is left");
        Assert.Equal(0, fixture.Gate.Loops[0].Loop.Blocks.Rented);
    }

    private static void Mutate(byte[] bytes, Random random)
    {
        for (int changes = random.Next(1, 4); changes > 0; changes--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
    }

    private static async Task<int> FaultsAsync(GateFixture fixture)
    {
        using HttpClient http = new() { BaseAddress = new Uri($"http://{fixture.Gate.AdminEndPoint}") };
        string line = (await http.GetStringAsync("/metrics")).Split('\n').Single(l => l.StartsWith("seawall_gate_faults_total{", StringComparison.Ordinal));
        return int.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), provider: null);
    }
}
