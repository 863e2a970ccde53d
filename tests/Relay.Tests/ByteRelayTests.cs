using System.Net;
using System.Net.Sockets;

namespace Seawall.Relay.Tests;

public sealed class ByteRelayTests : IAsyncLifetime
{
    private static readonly byte[] ReadyForQuery = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private ByteRelay _relay = null!;
    private Task _running = null!;

    public Task InitializeAsync()
    {
        _server.Start();
        _relay = new ByteRelay(new IPEndPoint(IPAddress.Loopback, 0), (IPEndPoint)_server.LocalEndpoint, lanes: 1);
        _running = Task.Factory.StartNew(() => _relay.Run(_stop.Token), TaskCreationOptions.LongRunning);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _relay.Dispose();
        _server.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Bytes_pass_unchanged_both_ways_and_an_answer_ends_a_request_even_cut_in_two()
    {
        const int seed = 11;
        var random = new Random(seed);
        using var client = new TcpClient();
        await client.ConnectAsync(_relay.Address);
        using var server = await _server.AcceptTcpClientAsync();
        client.NoDelay = server.NoDelay = true;
        var (near, far) = (client.GetStream(), server.GetStream());

        await ExchangeAsync(near, far, [1, 2, 3], [ReadyForQuery]);
        for (var i = 0; i < 30; i++)
        {
            var request = new byte[random.Next(1, 200_000)];
            random.NextBytes(request);
            request[^1] = 0xFF;
            await ExchangeAsync(near, far, request, [[9, 9, .. ReadyForQuery[..(i % 6)]], ReadyForQuery[(i % 6)..]]);
        }
    }

    private async Task ExchangeAsync(NetworkStream near, NetworkStream far, byte[] request, byte[][] answer)
    {
        var received = new byte[request.Length];
        var reading = far.ReadExactlyAsync(received);
        await near.WriteAsync(request);
        await reading;
        Assert.Equal(request, received);
        Assert.Equal(1, _relay.Count.Now);

        var back = new byte[answer.Sum(a => a.Length)];
        var waiting = near.ReadExactlyAsync(back);
        foreach (var part in answer)
            await far.WriteAsync(part);
        await waiting;
        Assert.Equal(answer.SelectMany(a => a), back);
        Assert.Equal(0, _relay.Count.Now);
    }
}
