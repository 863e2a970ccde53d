using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Seawall.Gate.Sessions;
using Seawall.Gate.Statistics;

namespace Seawall.Gate.Portable;

/// <summary>Sessions on asynchronous sockets: clients with TLS, and all clients where there is no epoll. Their ledger is shared under a lock.</summary>
internal sealed class PortableGate(GateContext context, Ledger ledger, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private Socket? _listener;

    public GateContext Context { get; } = context;

    public Ledger Ledger { get; } = ledger;

    public Lock LedgerLock { get; } = new();

    public TimeProvider Time { get; } = time;

    /// <summary>Clients being served, and the accepting of more.</summary>
    public int Running => _running.Count;

    public long NowMicros => Time.GetTimestamp() / (Time.TimestampFrequency / 1_000_000);

    /// <summary>Accepts clients at the endpoint and returns the bound one.</summary>
    public IPEndPoint Listen(IPEndPoint endPoint)
    {
        _listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(endPoint);
        _listener.Listen(1024);
        Own(AcceptAsync(_listener));
        return (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Takes over a client that was promised TLS.</summary>
    public void TakeTls(SafeSocketHandle socket)
    {
        lock (LedgerLock)
            Ledger.AlignClock(NowMicros);
        Own(new PortableSession(this, new Socket(socket)).RunAsync(startTls: true, _stopping.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        await Task.WhenAll(_running.Keys).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                continue;
            }
            lock (LedgerLock)
                Ledger.AlignClock(NowMicros);
            Own(new PortableSession(this, client).RunAsync(startTls: false, _stopping.Token));
        }
    }

    private void Own(Task task)
    {
        _running[task] = 0;
        _ = task.ContinueWith(t => _running.TryRemove(t, out _), TaskScheduler.Default);
    }
}
