using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Client.Gates;

namespace Seawall.Gate.Tests;

/// <summary>How many come in, who waits, who is sent away and what he is told, on event loops and on asynchronous sockets.</summary>
public sealed class ConnectionsTests
{
    private readonly LiveConfig _config = new();
    private long _revision;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_business_has_its_cap_is_told_so_and_keeps_nobody_else_out(bool portable)
    {
        await using GateFixture fixture = await StartAsync(portable, """{"perBusiness":{"batch":2}}""");
        using RawClient one = RawClient.Login(fixture, application: "batch");
        using RawClient two = RawClient.Login(fixture, application: "batch");
        long opened = fixture.Gate.Context.Counters.Opened;

        string refusal = Refused(fixture, "batch");
        Assert.Contains("SFATAL\0VFATAL\0C53300\0Mtoo many connections for business \"batch\" at the gate\0Hgate/connections lets it have 2", refusal);
        Assert.Equal(opened, fixture.Gate.Context.Counters.Opened);
        using RawClient core = RawClient.Login(fixture, application: "trade");

        Push("""{"perBusiness":{"batch":3}}""");
        using RawClient three = RawClient.Login(fixture, application: "batch");
        using HttpClient http = new();
        JsonElement report = await http.GetFromJsonAsync<JsonElement>($"http://{fixture.Gate.AdminEndPoint}/connections");
        Assert.Equal(4, report.GetProperty("sessions").GetInt32());
        JsonElement batch = report.GetProperty("businesses").EnumerateArray().Single(b => b.GetProperty("business").GetString() == "batch");
        Assert.Equal((3, 3, 1), (batch.GetProperty("sessions").GetInt32(), batch.GetProperty("most").GetInt32(), batch.GetProperty("refused").GetInt32()));
        one.Dispose();
        await Eventually.BecomesAsync(() => fixture.Gate.Context.Admission.Connections.Named, named => named == 3, "a place given back");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_the_gate_is_full_the_newest_idle_one_that_matters_least_hears_goodbye(bool portable)
    {
        await using GateFixture fixture = await StartAsync(portable, """{"total":3}""");
        using RawClient busy = RawClient.Login(fixture, application: "batch");
        busy.Send(Wire.Query("begin"));
        busy.ReadToReady();
        using RawClient older = RawClient.Login(fixture, application: "batch");
        using RawClient newest = RawClient.Login(fixture, application: "batch");
        Assert.Contains("C53300\0Mtoo many connections at the gate\0", Refused(fixture, "batch"));

        using RawClient core = RawClient.Login(fixture, application: "trade");
        Assert.Contains("C57P01\0Mthe gate closed a connection of business \"batch\" to let in one that matters more\0", Encoding.UTF8.GetString(newest.ReadToEnd()));
        using RawClient second = RawClient.Login(fixture, application: "trade");
        Assert.Contains("C57P01", Encoding.UTF8.GetString(older.ReadToEnd()));

        // The last one is in a transaction: it ends it, then it goes.
        using RawClient third = RawClient.Login(fixture, application: "trade");
        busy.Send(Wire.Query("select 1"));
        Assert.Equal("TDCZ", busy.ReadToReady());
        busy.Send(Wire.Query("commit"));
        Assert.Equal("CZ", busy.ReadToReady());
        Assert.Contains("C57P01", Encoding.UTF8.GetString(busy.ReadToEnd()));
        Assert.Contains("C53300", Refused(fixture, "trade"));
        core.Send(Wire.Query("select 1"));
        Assert.Equal("TDCZ", core.ReadToReady());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Logins_to_a_server_wait_their_turn_and_all_come_in(bool portable)
    {
        await using GateFixture fixture = await StartAsync(portable, """{"serverDials":2,"serverDialsPerBusiness":1}""");
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() =>
        {
            using RawClient client = RawClient.Login(fixture, application: i % 2 == 0 ? "batch" : "trade");
            client.Send(Wire.Query("select 1"));
            Assert.Equal("TDCZ", client.ReadToReady());
        })));
        await Eventually.BecomesAsync(() => fixture.Gate.Context.Admission.Dials.Sum(d => d.Value.Dialling + d.Value.Waiting), left => left == 0, "no login left");
        Assert.Equal(12, fixture.Gate.Context.Admission.Connections.Counters.Admitted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_byte_at_a_time_wins_no_time_and_an_idle_session_goes_but_for_a_transaction(bool portable)
    {
        await using GateFixture fixture = await StartAsync(portable, """{"idleSeconds":1,"handshakeSeconds":1}""");
        using RawClient idle = RawClient.Login(fixture);
        using RawClient inTransaction = RawClient.Login(fixture);
        inTransaction.Send(Wire.Query("begin"));
        inTransaction.ReadToReady();
        using RawClient slow = new(fixture.Port);
        byte[] packet = Wire.Startup(("user", "nobody"), ("database", "test"), ("application_name", new string('x', 5_000)));
        for (int i = 0; i < packet.Length - 1 && !slow.Socket.Poll(0, SelectMode.SelectRead); i++)
        {
            Assert.True(i < 2_000, "the gate waited for more than 20 s");
            slow.Send(packet.AsSpan(i, 1).ToArray());
            await Task.Delay(10);
        }
        await Eventually.BecomesAsync(() => fixture.Gate.Context.Admission.Connections.Handshakes, handshakes => handshakes == 0, "the slow one gone");
        Assert.Contains("C57P05\0Mthe gate closed a connection that was idle for 1 s", Encoding.UTF8.GetString(idle.ReadToEnd()));
        inTransaction.Send(Wire.Query("select 1"));
        Assert.Equal("TDCZ", inTransaction.ReadToReady());
    }

    [Fact]
    public async Task A_great_result_that_nobody_reads_costs_some_blocks_and_holds_nobody_up()
    {
        await using GateFixture fixture = await StartAsync(portable: false, "{}");
        using RawClient deaf = RawClient.Login(fixture);
        deaf.Send(Wire.Query("select repeat('x', 1000) from generate_series(1, 100000)"));
        Seawall.Transport.BlockPool blocks = fixture.Gate.Loops[0].Loop.Blocks;
        await Eventually.BecomesAsync(() => blocks.Rented, rented => rented > 0, "bytes that wait");
        using RawClient other = RawClient.Login(fixture);
        for (int i = 0; i < 200; i++)
        {
            other.Send(Wire.Query("select 1"));
            Assert.Equal("TDCZ", other.ReadToReady());
            Assert.InRange(blocks.Rented, 0, 6);
        }
        deaf.Dispose();
        await Eventually.BecomesAsync(() => blocks.Rented, rented => rented == 0, "every block given back");
    }

    [Fact]
    public async Task What_can_not_be_put_in_force_leaves_what_stands_and_every_fault_is_told()
    {
        await using GateFixture fixture = await StartAsync(portable: false, """{"perBusiness":{"batch":2}}""");
        Push("""{"perBusiness":{"batch":1},"handshakes":0}""");
        Assert.Equal(2, fixture.Gate.Context.Admission.Settings.CapOf("batch"));
        Assert.Contains("gate/connections.handshakes: must be 1..1000000, was 0", _config.Faults.Single().Message);

        Assert.Null(GateConnections.Parse("""{"perBusiness":{"batch":-1},"idle":5,"serverDials":0}""", out IReadOnlyList<string> faults));
        Assert.Equal(3, faults.Count);
        Assert.Equal(GateConnections.Default, GateConnections.Parse("{}", out _)! with { PerBusiness = GateConnections.Default.PerBusiness });
    }

    private async Task<GateFixture> StartAsync(bool portable, string connections)
    {
        Push(connections);
        return await GateFixture.StartAsync(o => o with { Config = _config, Portable = portable, CaptureDirectory = null });
    }

    private void Push(string connections) => _config.Swap(ConfigSnapshot.Of(++_revision,
    [
        new ConfigEntry(GateGrades.Key, """{"trade":"G0","batch":"G4"}""", _revision),
        new ConfigEntry(GateConnections.Key, connections, _revision),
    ]));

    private static string Refused(GateFixture fixture, string application)
    {
        using RawClient client = new(fixture.Port);
        client.Send(Wire.Startup(("user", fixture.Postgres.User), ("database", "test"), ("application_name", application)));
        return Encoding.UTF8.GetString(client.ReadToEnd());
    }
}
