using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace Seawall.Peers.Flood;

/// <summary>
/// The flood, a process of its own: so many clients ask for one report after the other, and others open a connection, ask once and close it, as fast as they come. What
/// fails is tried again as Npgsql's retrying strategy for EF Core does: what <see cref="NpgsqlException.IsTransient"/> says, six times, the first at once, then after 1, 3, 7… s.
/// </summary>
internal sealed class FloodProgram
{
    /// <summary>The first argument of the program when it is to be the flood.</summary>
    public const string Argument = "flood-batch";

    private const int Retries = 6;

    private readonly string _connection;
    private readonly TimeSpan _length;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly FloodTally _tally = new();
    private readonly TimeSpan _pause;
    private int _number;

    private FloodProgram(int port, TimeSpan length, TimeSpan pause)
    {
        (_length, _pause) = (length, pause);
        _connection = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = FloodSeed.Batch,
            Password = BenchServer.Password,
            Database = BenchServer.Database,
            ApplicationName = FloodSeed.Batch,
            SslMode = SslMode.Disable,
            Pooling = false,
            CommandTimeout = 60,
        }.ConnectionString;
    }

    private bool IsOver => Stopwatch.GetElapsedTime(_started) >= _length;

    /// <param name="args">Port, milliseconds, clients of reports, clients of the storm, milliseconds each pauses between two of its wishes.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        int[] numbers = [.. args.Skip(1).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        FloodProgram flood = new(numbers[0], TimeSpan.FromMilliseconds(numbers[1]), TimeSpan.FromMilliseconds(numbers[4]));
        Task[] clients = [.. Enumerable.Range(0, numbers[2]).Select(_ => flood.ReportAsync()), .. Enumerable.Range(0, numbers[3]).Select(_ => flood.StormAsync())];
        // Reports that still run are left; the bench ends them at the server.
        await Task.WhenAny(Task.WhenAll(clients), Task.Delay(flood._length));
        Console.WriteLine(JsonSerializer.Serialize(flood._tally.Report(), JsonSerializerOptions.Web));
        return 0;
    }

    private async Task ReportAsync()
    {
        NpgsqlConnection? connection = null;
        while (!IsOver)
        {
            int number = Interlocked.Increment(ref _number);
            await WishAsync(FloodTally.Statement, async () =>
            {
                connection = await OpenAsync(connection);
                await using NpgsqlCommand report = new(FloodSeed.Report(number, HashCode.Combine(number, 17) & 0xff_ffff), connection);
                await report.ExecuteScalarAsync();
            });
            await PauseAsync();
        }
    }

    private async Task StormAsync()
    {
        while (!IsOver)
        {
            await WishAsync(FloodTally.Connection, async () =>
            {
                await using NpgsqlConnection connection = new(_connection);
                await connection.OpenAsync();
            });
            await PauseAsync();
        }
    }

    // A connection that could not be opened for a report counts where it failed: as a try of that report.
    private async Task<NpgsqlConnection> OpenAsync(NpgsqlConnection? connection)
    {
        if (connection is { FullState: System.Data.ConnectionState.Open })
            return connection;
        if (connection is not null)
            await connection.DisposeAsync();
        NpgsqlConnection fresh = new(_connection);
        await fresh.OpenAsync();
        return fresh;
    }

    private async Task WishAsync(string what, Func<Task> act)
    {
        _tally.Wish(what);
        for (int retry = 0; !IsOver; retry++)
        {
            _tally.Try(what);
            try
            {
                await act();
                _tally.Serve(what);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                _tally.Fail(what, e);
                if (retry == Retries || e is not NpgsqlException { IsTransient: true })
                    return;
            }
            await Task.Delay(TimeSpan.FromSeconds((1 << retry) - 1));
        }
    }

    private Task PauseAsync() => _pause > TimeSpan.Zero ? Task.Delay(_pause) : Task.CompletedTask;
}

/// <summary>What the flood wished, tried and was told.</summary>
internal sealed class FloodTally
{
    public const string Statement = "statement";
    public const string Connection = "connection";

    private readonly ConcurrentDictionary<(string What, string Event), long> _counts = new();
    private readonly ConcurrentDictionary<(string What, string SqlState, string Text), long> _told = new();

    public void Wish(string what) => Count(what, "wished");

    public void Try(string what) => Count(what, "tried");

    public void Serve(string what) => Count(what, "served");

    public void Fail(string what, Exception e)
    {
        (string state, string text) = e is PostgresException refusal ? (refusal.SqlState, refusal.Hint is null ? refusal.MessageText : $"{refusal.MessageText} / {refusal.Hint}") : ("", Text(e));
        _told.AddOrUpdate((what, state, text.Length > 200 ? text[..200] : text), 1, (_, n) => n + 1);
    }

    public FloodReport Report() => new(Of(Statement), Of(Connection), [.. _told.OrderByDescending(told => told.Value).Select(told => new FloodTold(told.Key.What, told.Key.SqlState, told.Key.Text, told.Value))]);

    private static string Text(Exception e) => e.InnerException is { } inner ? $"{e.Message}: {inner.Message}" : e.Message;

    private FloodCounts Of(string what) => new(_counts.GetValueOrDefault((what, "wished")), _counts.GetValueOrDefault((what, "tried")), _counts.GetValueOrDefault((what, "served")));

    private void Count(string what, string @event) => _counts.AddOrUpdate((what, @event), 1, (_, n) => n + 1);
}

/// <summary>How many reports or connections were wanted, how often they were tried, and how many were had.</summary>
internal sealed record FloodCounts(long Wished, long Tried, long Served);

/// <summary>What the flood was told instead, and how often; SQLSTATE is empty where the connection broke.</summary>
internal sealed record FloodTold(string What, string SqlState, string Text, long Times);

/// <summary>What came of a flood.</summary>
internal sealed record FloodReport(FloodCounts Statements, FloodCounts Connections, IReadOnlyList<FloodTold> Told);
