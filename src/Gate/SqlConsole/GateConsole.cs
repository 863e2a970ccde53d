using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Seawall.Client.Config;
using Seawall.Gate.Admin;
using Seawall.Gate.Pausing;
using Seawall.Gate.Sessions;
using Seawall.Gate.Startup;
using Seawall.Gate.Statistics;
using Seawall.Postgres.Scram;

namespace Seawall.Gate.SqlConsole;

/// <summary>
/// The pseudo-database <c>seawall</c> on the gate's own port: a console in SQL's clothes, as PgBouncer's <c>pgbouncer</c> is, for psql and for drivers. An upstream
/// that is configured under that very name goes first.
/// </summary>
internal sealed class GateConsole : IAsyncDisposable
{
    /// <summary>The database a client names to get the console.</summary>
    public const string Database = "seawall";

    private readonly Lazy<ScramVerifier?> _verifier;
    private readonly ConcurrentDictionary<ulong, CancellationTokenSource> _running = new();
    private readonly ConcurrentDictionary<Task, byte> _clients = new();
    private readonly CancellationTokenSource _stopping = new();

    public GateConsole(GateOptions options, SessionDirectory sessions, GateReports reports, PauseStage pause, StatCollector statistics, TimeProvider time)
    {
        (Options, Sessions, Reports, Pause, Statistics, Time) = (options, sessions, reports, pause, statistics, time);
        _verifier = new Lazy<ScramVerifier?>(() => options.AdminToken is { } token ? ScramVerifier.Of(token) : null);
    }

    public GateOptions Options { get; }

    public SessionDirectory Sessions { get; }

    public GateReports Reports { get; }

    public PauseStage Pause { get; }

    public StatCollector Statistics { get; }

    public TimeProvider Time { get; }

    /// <summary>What clients are asked the admin token by; null when there is none.</summary>
    public ScramVerifier? Verifier => _verifier.Value;

    /// <summary>Whether a client that names this database is meant for the console.</summary>
    public static bool Takes(string database, GateOptions options) => database == Database && !options.Upstreams.ContainsKey(Database);

    /// <summary>Whether an entry of the config center is the gates' business.</summary>
    public static bool IsOfGates(ConfigEntry entry) =>
        entry.Key.StartsWith(ConfigKeys.Rule, StringComparison.Ordinal) || entry.Key.StartsWith(ConfigKeys.Gate, StringComparison.Ordinal);

    /// <summary>A refusal when the gate serves no such database; null when it does.</summary>
    public ConsoleAnswer? Unknown(string database) => Options.Upstreams.ContainsKey(database) || Options.Upstreams.ContainsKey("*")
        ? null
        : ConsoleAnswer.Refused(ConsoleFault.NoSuchDatabase, $"no such database: {database}", "SHOW DATABASES tells which there are.");

    /// <summary>Takes a client over from an event loop, with its start-up packet and what it sent after it.</summary>
    public void Take(SafeSocketHandle handle, StartupParameters parameters, ReadOnlyMemory<byte> read)
    {
        Task serving = ServeAsync(new Socket(handle), parameters, read);
        _clients[serving] = 0;
        _ = serving.ContinueWith(t => _clients.TryRemove(t, out _), TaskScheduler.Default);
    }

    /// <summary>Serves a client on a stream of whoever holds its socket.</summary>
    public Task ServeAsync(Stream stream, EndPoint? from, StartupParameters parameters, ReadOnlyMemory<byte> read, CancellationToken cancellationToken) =>
        new ConsoleSession(this, stream, IsLocal(from), read).RunAsync(parameters, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_clients.Keys).ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Ties a cancel key to a command that runs.</summary>
    public void Register(ulong key, CancellationTokenSource running) => _running[key] = running;

    public void Unregister(ulong key) => _running.TryRemove(key, out _);

    /// <summary>Cancels the command of a console's client; false when the key is none of a console's.</summary>
    public bool TryCancel(ulong key)
    {
        if (!_running.TryGetValue(key, out CancellationTokenSource? running))
            return false;
        try
        {
            running.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended at this very moment.
        }
        return true;
    }

    private async Task ServeAsync(Socket socket, StartupParameters parameters, ReadOnlyMemory<byte> read)
    {
        try
        {
            using (socket)
            {
                await using NetworkStream stream = new(socket, ownsSocket: false);
                await ServeAsync(stream, socket.RemoteEndPoint, parameters, read, _stopping.Token).ConfigureAwait(false);
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client broke off, or the gate ends: nobody is left to tell.
        }
    }

    private static bool IsLocal(EndPoint? from) => from switch
    {
        IPEndPoint ip => IPAddress.IsLoopback(ip.Address.IsIPv4MappedToIPv6 ? ip.Address.MapToIPv4() : ip.Address),
        UnixDomainSocketEndPoint => true,
        _ => false,
    };
}
