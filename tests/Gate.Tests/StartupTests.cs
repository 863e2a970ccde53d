using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seawall.Gate.Tests;

public sealed class StartupTests
{
    private static readonly byte[] _ssl = Wire.Untyped(80877103);
    private static readonly byte[] _gss = Wire.Untyped(80877104);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_for_encryption_are_declined_one_after_the_other(bool portable)
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Portable = portable });
        using RawClient client = new(fixture.Port);
        client.Send(_ssl);
        Assert.Equal("N"u8.ToArray(), client.ReadExactly(1));
        client.Send(_gss);
        Assert.Equal("N"u8.ToArray(), client.ReadExactly(1));
        client.Send(Wire.Startup(("user", "postgres"), ("database", "test")));
        Assert.Equal('R', client.Read().Type);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_behind_a_request_for_encryption_are_refused(bool portable)
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Portable = portable });
        using RawClient client = new(fixture.Port);
        client.Send(Wire.Join(_ssl, Wire.Startup(("user", "postgres"))));
        string answer = Encoding.UTF8.GetString(client.ReadToEnd());
        Assert.StartsWith("NE", answer);
        Assert.Contains("C08P01\0Mreceived unencrypted data after SSL request\0", answer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_unknown_database_is_refused_with_what_is_served(bool portable)
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with
        {
            Portable = portable,
            Upstreams = new Dictionary<string, string> { ["main"] = "127.0.0.1:1", ["im"] = "127.0.0.1:2" },
        });
        using RawClient client = new(fixture.Port);
        client.Send(Wire.Startup(("user", "u"), ("database", "nope")));
        string answer = Encoding.UTF8.GetString(client.ReadToEnd());
        Assert.Contains("SFATAL\0VFATAL\0C3D000\0Mdatabase \"nope\" is not served by this gate\0DIt serves: im, main.\0", answer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upstream_that_is_down_is_named(bool portable)
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with
        {
            Portable = portable,
            Upstreams = new Dictionary<string, string> { ["main"] = "127.0.0.1:1" },
        });
        using RawClient client = new(fixture.Port);
        client.Send(Wire.Startup(("user", "u"), ("database", "main")));
        string answer = Encoding.UTF8.GetString(client.ReadToEnd());
        Assert.Contains("C57P03\0Mupstream 127.0.0.1:1 cannot be reached: Connection refused\0", answer);
    }

    [Fact]
    public async Task Malformed_start_ups_are_refused_or_closed()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        Assert.Equal("", Answer(Wire.Int32(4)));
        Assert.Equal("", Answer(Wire.Int32(10_005)));
        Assert.Equal("", Answer(Wire.Int32(-1)));
        Assert.Equal("EFATAL:  unsupported frontend protocol 2.0: server supports 3.0 to 3.0\n\0", Answer(Wire.Untyped(2 << 16, new byte[288])));
        Assert.Contains("C0A000\0Munsupported frontend protocol 4.0: server supports 3.0 to 3.0\0", Answer(Wire.Untyped(4 << 16, new byte[288])));
        Assert.Contains("C28000\0Mno PostgreSQL user name specified in startup packet\0", Answer(Wire.Startup()));
        Assert.Contains("C08P01\0Minvalid startup packet layout", Answer(Wire.Untyped(196608, "user\0postgres"u8.ToArray())));

        string Answer(byte[] bytes)
        {
            using RawClient client = new(fixture.Port);
            client.Send(bytes);
            return Encoding.UTF8.GetString(client.ReadToEnd());
        }
    }

    [Fact]
    public async Task A_wrong_password_is_refused_in_the_servers_words()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        Npgsql.PostgresException refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => fixture.OpenAsync("Pooling=false;Password=wrong"));
        Assert.Equal("28P01", refused.SqlState);
    }

    [Fact]
    public async Task A_client_that_ends_its_side_gets_every_answer_first()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        using RawClient client = RawClient.Login(fixture);
        client.Send(Wire.Query("select repeat('x', 100000), generate_series(1, 50)"));
        client.Socket.Shutdown(SocketShutdown.Send);
        byte[] answer = client.ReadToEnd();
        Assert.True(answer.Length > 5_000_000, $"{answer.Length} bytes");
        Assert.Equal("Z\0\0\0\u0005I"u8.ToArray(), answer[^6..]);
    }

    [Fact]
    public async Task A_client_that_vanishes_takes_its_server_session_with_it()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        RawClient client = RawClient.Login(fixture, application: "vanishing");
        client.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Dispose();
        await using Npgsql.NpgsqlConnection direct = new(fixture.Postgres.ConnectionString);
        await direct.OpenAsync();
        await Eventually.BecomesAsync(
            async () => (long)(await NpgsqlTests.ScalarAsync(direct, "select count(*) from pg_stat_activity where application_name = 'vanishing'"))!,
            n => n == 0,
            "the server session ends");
    }

    [Fact]
    public async Task Faulty_options_are_all_named()
    {
        GateOptions options = new()
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Upstreams = new Dictionary<string, string> { ["main"] = "nowhere" },
            Loops = 0,
        };
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => GateServer.StartAsync(options));
        Assert.StartsWith("gate.upstreams.main: must be host:port, was nowhere\ngate.loops: must be 1..256, was 0", refused.Message);
    }
}
