using System.Globalization;
using System.Net;
using Npgsql;
using Seawall.Lab.Packing;
using Seawall.Topology;

namespace Seawall.Lab.Replay;

/// <summary>Why a replay was not begun; the message says what to do.</summary>
public sealed class ReplayRefusedException(string message) : Exception(message);

/// <summary>A target found fit for a replay: marked, not the source, with room for the lanes; and what its logins bring along.</summary>
internal sealed record ReplayTarget
{
    public required IPEndPoint Address { get; init; }
    public required string User { get; init; }
    public required string Password { get; init; }
    public required string Database { get; init; }

    /// <summary>Settings of each login of the log that the target knows.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<KeyValuePair<string, string>>> SettingsOfUser { get; init; }

    /// <summary>Logins of the log that the target lacks; their statements run as its administrator.</summary>
    public required IReadOnlyList<string> MissingUsers { get; init; }

    /// <summary>Throws <see cref="ReplayRefusedException"/>, or <see cref="TestSiteRefusedException"/> for the mark, when the target must not be used.</summary>
    public static async Task<ReplayTarget> CheckAsync(ReplayOptions options, Manifest manifest, CancellationToken ct)
    {
        if (manifest.MaskedBy is { } mask)
        {
            throw new ReplayRefusedException(
                $"The lanes' values are masked ({mask}), so their statements would not find the rows they found. Capture with \"captureClear\": true in the topology's gate section, then pack again.");
        }

        if (manifest.Units == 0)
        {
            throw new ReplayRefusedException($"{options.Lanes} holds no unit to replay.");
        }

        var settings = new NpgsqlConnectionStringBuilder(options.Target) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(ct).ConfigureAwait(false);
        await TestSite.RequireMarkedAsync(connection, ct).ConfigureAwait(false);
        await RequireRoomAsync(connection, manifest.LaneCount, ct).ConfigureAwait(false);
        string[] users = [.. manifest.States.Select(s => s.User).Distinct(StringComparer.Ordinal)];
        var settingsOfUser = await SettingsAsync(connection, users, ct).ConfigureAwait(false);
        return new ReplayTarget
        {
            Address = options.Via ?? await ResolveAsync(settings.Host ?? "127.0.0.1", settings.Port, ct).ConfigureAwait(false),
            User = settings.Username ?? "postgres",
            Password = settings.Password ?? "",
            Database = settings.Database ?? settings.Username ?? "postgres",
            SettingsOfUser = settingsOfUser,
            MissingUsers = [.. users.Where(u => !settingsOfUser.ContainsKey(u))],
        };
    }


    private static async Task RequireRoomAsync(NpgsqlConnection connection, int lanes, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend')", connection);
        int room = (int)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!;
        if (room < lanes)
        {
            throw new ReplayRefusedException(string.Create(CultureInfo.InvariantCulture, $"The target has room for {room} connections, the lanes need {lanes}. Raise its max_connections, or pack with --lanes {Math.Max(1, room)}."));
        }
    }

    private static async Task<Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>> SettingsAsync(NpgsqlConnection connection, string[] users, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT r.rolname, coalesce(s.setconfig, '{}')
            FROM pg_roles r
            LEFT JOIN pg_db_role_setting s ON s.setrole = r.oid AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
            WHERE r.rolname = ANY ($1)
            ORDER BY r.rolname, s.setdatabase
            """, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = users });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var found = new Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            IEnumerable<KeyValuePair<string, string>> more = reader.GetFieldValue<string[]>(1).Select(Setting).Where(s => !s.Key.EndsWith("_timeout", StringComparison.Ordinal) && !s.Key.EndsWith("transaction_read_only", StringComparison.Ordinal));
            string user = reader.GetString(0);
            found[user] = found.TryGetValue(user, out var before) ? [.. before, .. more] : [.. more];
        }

        return found;
    }

    private static KeyValuePair<string, string> Setting(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return new(text[..equals], text[(equals + 1)..]);
    }

    private static async Task<IPEndPoint> ResolveAsync(string host, int port, CancellationToken ct)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, ct).ConfigureAwait(false);
        return new IPEndPoint(addresses[0], port);
    }
}
