using System.Net;
using System.Net.Sockets;

namespace Seawall.Transport.Tests;

/// <summary>A running loop with a listener on a free loopback port.</summary>
internal sealed class LoopFixture : IAsyncDisposable
{
    private LoopFixture(EventLoop loop, Listener listener) => (Loop, Listener) = (loop, listener);

    public EventLoop Loop { get; }

    public Listener Listener { get; }

    public List<Exception> Faults { get; } = [];

    public IPEndPoint EndPoint => Listener.LocalEndPoint!;

    public static LoopFixture Start(Func<TcpConnection, ConnectionHandler?> accept)
    {
        EventLoop loop = new("test");
        LoopFixture fixture = new(loop, loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), accept));
        loop.Faulted = fixture.Faults.Add;
        loop.Start();
        return fixture;
    }

    public async Task<Socket> ConnectAsync()
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(EndPoint);
        return socket;
    }

    /// <summary>Runs work on the loop and returns its result.</summary>
    public Task<T> OnLoopAsync<T>(Func<T> work)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(_ => done.SetResult(work()));
        return Within(done.Task, "work posted to the loop");
    }

    public static async Task<T> Within<T>(Task<T> task, string phase)
    {
        if (await Task.WhenAny(task, Task.Delay(TimeSpan.FromSeconds(20))) != task)
            throw new TimeoutException($"Not within 20 s: {phase}.");
        return await task;
    }

    public static async Task<byte[]> ReceiveExactlyAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        int filled = 0;
        while (filled < count)
        {
            int got = await Within(socket.ReceiveAsync(bytes.AsMemory(filled)).AsTask(), $"{count} bytes, {filled} so far");
            if (got == 0)
                throw new EndOfStreamException($"The peer ended after {filled} of {count} bytes.");
            filled += got;
        }
        return bytes;
    }

    public async ValueTask DisposeAsync() => await Loop.DisposeAsync();
}
