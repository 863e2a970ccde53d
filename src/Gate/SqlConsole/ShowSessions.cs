using System.Globalization;
using System.Net;
using Seawall.Gate.Sessions;

namespace Seawall.Gate.SqlConsole;

/// <summary>Who is connected: <c>SHOW POOLS</c>, <c>CLIENTS</c>, <c>SERVERS</c>, <c>DATABASES</c>, <c>LISTS</c>, <c>PINS</c>.</summary>
internal static class ShowSessions
{
    private static readonly Column[] s_pools =
    [
        new("database"), new("user"), Column.Number("cl_active"), Column.Number("cl_waiting"), Column.Number("sv_active"), Column.Number("sv_idle"), Column.Number("sv_login"),
        Column.Number("maxwait"), Column.Number("maxwait_us"), new("pool_mode"), Column.Number("in_transaction"),
    ];

    private static readonly Column[] s_clients =
    [
        new("type"), new("user"), new("database"), new("state"), new("addr"), Column.Number("port"), new("connect_time"), Column.Number("wait"), Column.Number("wait_us"),
        Column.Number("close_needed"), new("link"), Column.Number("remote_pid"), new("tls"), new("application_name"), Column.Number("prepared_statements"), new("id"),
        new("business"), Column.Number("statements"),
    ];

    private static readonly Column[] s_databases =
    [
        new("name"), new("host"), Column.Number("port"), new("database"), new("pool_mode"), Column.Number("current_connections"), Column.Number("current_client_connections"),
        Column.Number("paused"), Column.Number("disabled"),
    ];

    private static readonly Column[] s_pins = [new("id"), new("database"), new("user"), new("business"), new("reason"), new("since"), Column.Number("for_ms")];

    public static IReadOnlyList<ConsoleCommand> Commands { get; } =
    [
        ConsoleCommand.Show("POOLS", "sessions by database and login", s_pools, PoolsAsync),
        ConsoleCommand.Show("CLIENTS", "every client, with its business", s_clients, ClientsAsync),
        ConsoleCommand.Show("SERVERS", "the server connection of each client", s_clients, ServersAsync),
        ConsoleCommand.Show("DATABASES", "which server has which database", s_databases, DatabasesAsync),
        ConsoleCommand.Show("LISTS", "counts", [new("list"), Column.Number("items")], ListsAsync),
        ConsoleCommand.Show("PINS", "sessions that hold their server: transaction, copy", s_pins, PinsAsync),
    ];

    private static async Task<IReadOnlyList<object?[]>> PoolsAsync(GateConsole console, CancellationToken cancellationToken)
    {
        IReadOnlyList<SessionView> sessions = await console.Sessions.DescribeAsync().ConfigureAwait(false);
        return
        [
            .. sessions.GroupBy(session => (session.Database, session.Login)).OrderBy(pool => pool.Key.Database, StringComparer.Ordinal)
                .ThenBy(pool => pool.Key.Login, StringComparer.Ordinal).Select(pool => Pool(pool.Key.Database, pool.Key.Login, [.. pool])),
        ];
    }

    // Each client has a server of its own, so none is idle beside.
    private static object?[] Pool(string database, string login, IReadOnlyList<SessionView> sessions)
    {
        long longest = sessions.Max(session => session.WaitMicros);
        return
        [
            database, login, Count("active", "idle", "in transaction"), Count("waiting"), Count("active", "idle", "in transaction", "waiting"), 0L, Count("login"),
            longest / 1_000_000, longest % 1_000_000, "session", Count("in transaction"),
        ];

        long Count(params ReadOnlySpan<string> states)
        {
            long count = 0;
            foreach (SessionView session in sessions)
                count += states.Contains(session.State) ? 1 : 0;
            return count;
        }
    }

    private static async Task<IReadOnlyList<object?[]>> ClientsAsync(GateConsole console, CancellationToken cancellationToken) =>
        [.. (await console.Sessions.DescribeAsync().ConfigureAwait(false)).Select(session => Line("C", session, session.Address))];

    private static async Task<IReadOnlyList<object?[]>> ServersAsync(GateConsole console, CancellationToken cancellationToken) =>
        [.. (await console.Sessions.DescribeAsync().ConfigureAwait(false)).Select(session => Line("S", session, session.Upstream))];

    private static object?[] Line(string type, SessionView session, string address)
    {
        (string host, long port) = HostPort(address);
        return
        [
            type, session.Login, session.Database, session.State, host, port, Time(session.ConnectedUnixMs), session.WaitMicros / 1_000_000, session.WaitMicros % 1_000_000,
            session.IsLeaving ? 1L : 0L, session.Id, (long)session.ServerPid, session.IsTls && type == "C" ? "TLS" : "", session.Application, (long)session.Prepared, session.Id,
            session.Business, session.Statements,
        ];
    }

    private static async Task<IReadOnlyList<object?[]>> DatabasesAsync(GateConsole console, CancellationToken cancellationToken)
    {
        IReadOnlyList<SessionView> sessions = await console.Sessions.DescribeAsync().ConfigureAwait(false);
        return
        [
            .. console.Options.Upstreams.OrderBy(upstream => upstream.Key, StringComparer.Ordinal).Select(upstream =>
            {
                (string host, long port) = HostPort(upstream.Value);
                long here = upstream.Key == "*"
                    ? sessions.Count(session => !console.Options.Upstreams.ContainsKey(session.Database))
                    : sessions.Count(session => session.Database == upstream.Key);
                return (object?[])[upstream.Key, host, port, upstream.Key, "session", here, here, console.Pause.IsPaused(upstream.Key) ? 1L : 0L, 0L];
            }),
        ];
    }

    private static async Task<IReadOnlyList<object?[]>> ListsAsync(GateConsole console, CancellationToken cancellationToken)
    {
        IReadOnlyList<SessionView> sessions = await console.Sessions.DescribeAsync().ConfigureAwait(false);
        return
        [
            ["databases", (long)console.Options.Upstreams.Count],
            ["users", (long)sessions.DistinctBy(session => session.Login).Count()],
            ["pools", (long)sessions.DistinctBy(session => (session.Database, session.Login)).Count()],
            ["used_clients", (long)sessions.Count],
            ["login_clients", (long)sessions.Count(session => session.State == "login")],
            ["used_servers", (long)sessions.Count],
            ["waiting_clients", (long)sessions.Count(session => session.State == "waiting")],
            ["businesses", (long)sessions.DistinctBy(session => session.Business).Count()],
        ];
    }

    private static async Task<IReadOnlyList<object?[]>> PinsAsync(GateConsole console, CancellationToken cancellationToken)
    {
        long now = console.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return
        [
            .. (await console.Sessions.DescribeAsync().ConfigureAwait(false)).Where(session => session.Pin is not null).OrderBy(session => session.PinnedUnixMs)
                .Select(session => (object?[])[session.Id, session.Database, session.Login, session.Business, session.Pin, Time(session.PinnedUnixMs), now - session.PinnedUnixMs]),
        ];
    }

    private static (string Host, long Port) HostPort(string address)
    {
        if (IPEndPoint.TryParse(address, out IPEndPoint? endPoint))
            return (endPoint.Address.ToString(), endPoint.Port);
        int colon = address.LastIndexOf(':');
        return colon > 0 && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? (address[..colon], port) : (address, 0);
    }

    private static string Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
