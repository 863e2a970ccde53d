using System.Globalization;
using System.Text;
using Npgsql;
using Seawall.Lab.Digests;

namespace Seawall.Lab.Capacity;

/// <summary>
/// Looks at what the lanes' backends are doing about twenty times a second (pg_stat_activity), so that shares of looks become shares of time;
/// who waits for whom is asked only while somebody waits.
/// </summary>
internal sealed class ActivitySampler : IAsyncDisposable
{
    private const string Query =
        """
        SELECT pid, state = 'active', coalesce(wait_event_type, ''), coalesce(wait_event, ''), CASE WHEN state = 'active' THEN query END
        FROM pg_stat_activity WHERE application_name = 'seawall-replay' AND datname = current_database()
        """;

    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(50);

    private readonly NpgsqlConnection _connection;
    private readonly LockProbe _locks;
    private readonly DigestTable _digests = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Task _running;
    private ActivitySamples _samples = new();

    private ActivitySampler(NpgsqlConnection connection, TimeProvider time)
    {
        _connection = connection;
        _locks = new LockProbe(connection);
        _running = Task.Run(() => RunAsync(time, _stop.Token), CancellationToken.None);
    }

    /// <summary>Why looking ended before it was asked to; null while it goes on.</summary>
    public string? Fault { get; private set; }

    public static async Task<ActivitySampler> StartAsync(string target, TimeProvider time, CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(target) { Pooling = false, ApplicationName = "seawall-sampler", CommandTimeout = 10 };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(ct).ConfigureAwait(false);
        return new ActivitySampler(connection, time);
    }

    /// <summary>The samples since the last call; sampling begins anew.</summary>
    public ActivitySamples Take()
    {
        lock (_gate)
        {
            ActivitySamples taken = _samples;
            _samples = new ActivitySamples();
            return taken;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    public static Waiting Of(string type, string name) => (type, name) switch
    {
        ("", _) => Waiting.ForCpu,
        ("IO", _) or ("LWLock", "WALWrite" or "BufferIO" or "DataFileRead") => Waiting.ForIo,
        ("Lock", _) => Waiting.ForLock,
        ("Client", _) => Waiting.Outside,
        _ => Waiting.Inside,
    };

    private async Task RunAsync(TimeProvider time, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(_every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct).ConfigureAwait(false))
            {
                await LookAsync(ct).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            Fault = e.Message;
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var seen = new List<(int Pid, Waiting On, string Event, Digest? Digest)>();
        await using (var command = new NpgsqlCommand(Query, _connection))
        await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false))
        {
            while (await reader.ReadAsync(ct).ConfigureAwait(false))
            {
                bool active = !await reader.IsDBNullAsync(1, ct).ConfigureAwait(false) && reader.GetBoolean(1);
                string type = reader.GetString(2);
                Waiting on = active ? Of(type, reader.GetString(3)) : Waiting.Outside;
                Digest? digest = active ? _digests.Of(Encoding.UTF8.GetBytes(reader.GetString(4))) : null;
                seen.Add((reader.GetInt32(0), on, $"{type}:{reader.GetString(3)}", digest));
            }
        }

        bool anyLock = seen.Exists(s => s.On == Waiting.ForLock);
        IReadOnlyList<LockWait> waits = anyLock && _samples.Looks % 2 == 0 ? await _locks.LookAsync(_digests, ct).ConfigureAwait(false) : [];
        lock (_gate)
        {
            _samples.Looks++;
            foreach ((int pid, Waiting on, string name, Digest? digest) in seen)
            {
                _samples.Add(pid, on, name, digest);
            }

            _samples.Locks.AddRange(waits);
        }
    }
}

/// <summary>What a backend's time goes into.</summary>
internal enum Waiting : byte
{
    ForCpu,
    ForIo,
    ForLock,
    Inside,
    Outside,
}

/// <summary>Looks counted over a while.</summary>
internal sealed class ActivitySamples
{
    private readonly long[] _counts = new long[5];

    public int Looks { get; set; }
    public HashSet<int> Pids { get; } = [];
    public Dictionary<string, long[]> ByDigest { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, long> Events { get; } = new(StringComparer.Ordinal);
    public List<LockWait> Locks { get; } = [];

    /// <summary>Mean number of backends so occupied.</summary>
    public double Mean(Waiting on) => Looks == 0 ? 0 : (double)_counts[(int)on] / Looks;

    public long Count(Waiting on) => _counts[(int)on];

    public void Add(int pid, Waiting on, string name, Digest? digest)
    {
        Pids.Add(pid);
        _counts[(int)on]++;
        if (digest is null)
        {
            return;
        }

        string fingerprint = digest.Fingerprint.ToString("x16", CultureInfo.InvariantCulture);
        if (!ByDigest.TryGetValue(fingerprint, out long[]? counts))
        {
            ByDigest.Add(fingerprint, counts = new long[5]);
        }

        counts[(int)on]++;
        if (on is not Waiting.ForCpu)
        {
            Events[name] = Events.GetValueOrDefault(name) + 1;
        }
    }
}
