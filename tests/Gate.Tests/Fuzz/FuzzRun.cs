using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Npgsql;
using Seawall.Testing;

namespace Seawall.Gate.Tests.Fuzz;

/// <summary>What a run of malformed messages left behind. Memory in bytes, after a full collection.</summary>
internal sealed record FuzzOutcome
{
    public required int Seed { get; init; }

    public required long MessagesInProcess { get; init; }

    public required long MessagesLive { get; init; }

    public required long LiveSessions { get; init; }

    /// <summary>Sessions the server answered to the end; each proved the tracker even with it.</summary>
    public required long Survivors { get; init; }

    public required long LiveStarts { get; init; }

    public required long WitnessAnswers { get; init; }

    public required long WitnessCallsCounted { get; init; }

    /// <summary>Witness sessions that ended before their time; only crashes of the server excuse them.</summary>
    public required long WitnessInterruptions { get; init; }

    /// <summary>Processes of PostgreSQL itself that ended by a signal: its own bugs, met on the way.</summary>
    public required long ServerCrashes { get; init; }

    public required IReadOnlyList<string> Disagreements { get; init; }

    public required long Faults { get; init; }

    /// <summary>The last exception that escaped a handler; empty when none did.</summary>
    public required string LastFault { get; init; }

    public required long SessionsLeft { get; init; }

    public required long SourcesLeft { get; init; }

    public required long BlocksLeft { get; init; }

    public required long PooledObjectsLeft { get; init; }

    public required long ServerSessionsBefore { get; init; }

    public required long ServerSessionsAfter { get; init; }

    public required long HeapBefore { get; init; }

    public required long HeapAfter { get; init; }

    public required long ResidentBefore { get; init; }

    public required long ResidentAfter { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Whether nothing broke, nothing was left behind, and every answer and count was right.</summary>
    public bool IsClean =>
        Faults == 0 && Disagreements.Count == 0 && SessionsLeft == 0 && SourcesLeft == 0 && BlocksLeft == 0 && PooledObjectsLeft == 0
        && ServerSessionsAfter == ServerSessionsBefore && WitnessCallsCounted == WitnessAnswers
        && WitnessInterruptions <= ServerCrashes * FuzzRun.Witnesses;
}

/// <summary>A run of malformed messages: through the parsers and state machines in process, and through a listening gate before a real server, with witnesses beside it.</summary>
internal static partial class FuzzRun
{
    private const int Workers = 6;
    public const int Witnesses = 3;
    private const int QuestionsARound = 20;
    private const string User = "fuzz";
    private const string Password = "fuzz";

    public static async Task<FuzzOutcome> RunAsync(long inProcess, long live, int seed, Action<string> say)
    {
        long started = Stopwatch.GetTimestamp();
        long fed = InProcess(inProcess, seed);
        say($"{fed} messages in process, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");

        PrivatePostgres postgres = await PrivatePostgres.SharedAsync();
        // A login of its own that may do little: what a broken function call hits must not be the server or the witnesses.
        await postgres.ExecuteAsync($"do $$ begin create role {User} login password '{Password}'; exception when duplicate_object then null; end $$");
        await postgres.ExecuteAsync($"alter role {User} set log_min_messages = 'panic'");
        // Beside the server's files, which go with the process.
        string statistics = Path.Combine(Path.GetDirectoryName(postgres.Instance.Options.LogFile)!, $"fuzz-{seed}", "stats.db");
        using var certificate = TestCertificate.Create();
        await using GateServer gate = await GateServer.StartAsync(new GateOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Upstreams = new Dictionary<string, string> { ["*"] = $"127.0.0.1:{postgres.Port}" },
            TlsCertificate = certificate,
            StatsFile = statistics,
            // Full long before the warming up is over, so that what grows later is a leak.
            StatsRows = 500,
        });

        // The first tenth warms up code, pools and buffers; what it leaves is the beginning.
        LiveFuzz[] workers = [.. Enumerable.Range(0, Workers).Select(i => new LiveFuzz(seed * 100 + i, gate.EndPoint.Port, User, Password, "test"))];
        // Another test may have killed one on purpose.
        int crashedBefore = Crashed(postgres).Length;
        long sessionsBefore = await ServerSessionsAsync(postgres);
        for (int part = 1; part <= 2; part++)
        {
            await Parallel.ForEachAsync(workers, (worker, _) => WorkAsync(worker, live / 20 / Workers * part, turns: null));
            // Both tables of statistics, the one that counts and the one that is read, are part of the beginning.
            await CountedAsync(gate);
        }
        await QuietAsync(gate);
        (long heapBefore, long residentBefore) = Memory();
        say($"{workers.Sum(w => w.Messages)} messages live, heap {heapBefore / 1024} kB, resident {residentBefore / 1024} kB");

        using CancellationTokenSource enough = new();
        using SemaphoreSlim turns = new(0);
        Witness[] witnesses = [.. Enumerable.Range(0, Witnesses).Select(i => new Witness(i, () => LoginWitness(gate, postgres), turns))];
        Task[] watching = [.. witnesses.Select(w => w.RunAsync(enough.Token))];
        Task fuzzing = Parallel.ForEachAsync(workers, (worker, _) => WorkAsync(worker, live / Workers, turns));
        await Task.WhenAny([fuzzing, .. watching]);
        await enough.CancelAsync();
        await Task.WhenAll(watching);
        await fuzzing;
        int[] crashed = Crashed(postgres);

        await QuietAsync(gate);
        long sessionsAfter = await Eventually.BecomesAsync(() => ServerSessionsAsync(postgres), n => n <= sessionsBefore, "the server's sessions have ended");
        (long heapAfter, long residentAfter) = Memory();
        long counted = await CountedAsync(gate);
        return new FuzzOutcome
        {
            Seed = seed,
            MessagesInProcess = fed,
            MessagesLive = workers.Sum(w => w.Messages),
            LiveSessions = workers.Sum(w => w.Sessions),
            Survivors = workers.Sum(w => w.Survivors),
            LiveStarts = workers.Sum(w => w.Starts),
            WitnessAnswers = witnesses.Sum(w => w.Answers),
            WitnessCallsCounted = counted,
            WitnessInterruptions = witnesses.Sum(w => w.Interruptions),
            ServerCrashes = crashed.Length - crashedBefore,
            Disagreements = [.. workers.SelectMany(w => w.Disagreements)],
            Faults = gate.Context.Counters.Faults,
            LastFault = $"{gate.Context.Counters.LastFault}",
            SessionsLeft = gate.Context.Counters.Open,
            SourcesLeft = gate.Loops.Sum(l => l.Loop.SourceCount - 1),
            BlocksLeft = gate.Loops.Sum(l => l.Loop.Blocks.Rented),
            PooledObjectsLeft = gate.Loops.Sum(l => l.Ledger.Pools.Lent),
            ServerSessionsBefore = sessionsBefore,
            ServerSessionsAfter = sessionsAfter,
            HeapBefore = heapBefore,
            HeapAfter = heapAfter,
            ResidentBefore = residentBefore,
            ResidentAfter = residentAfter,
            Seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1),
        };
    }

    private static long InProcess(long messages, int seed)
    {
        using TrackerFuzz fuzz = new(seed);
        while (fuzz.Messages < messages)
            fuzz.Round();
        fuzz.CheckPools();
        return fuzz.Messages;
    }

    private static async ValueTask WorkAsync(LiveFuzz worker, long messages, SemaphoreSlim? turns)
    {
        await Task.Yield();
        while (worker.Messages < messages)
        {
            turns?.Release(QuestionsARound);
            await worker.RoundAsync();
        }
    }

    private static RawClient? LoginWitness(GateServer gate, PrivatePostgres postgres)
    {
        RawClient client = new(gate.EndPoint.Port);
        try
        {
            client.Login(postgres.User, postgres.Password, "test", "witness");
            return client;
        }
        catch (InvalidOperationException e) when (e.Message.Contains("57P03", StringComparison.Ordinal))
        {
            // The server recovers from a crash.
            client.Dispose();
            return null;
        }
    }

    private static int[] Crashed(PrivatePostgres postgres) => [.. File.ReadLines(postgres.Instance.Options.LogFile)
        .Select(line => CrashLine().Match(line)).Where(m => m.Success).Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"server process \(PID (\d+)\) was terminated by signal", RegexOptions.CultureInvariant)]
    private static partial Regex CrashLine();

    private static async Task QuietAsync(GateServer gate)
    {
        await Eventually.BecomesAsync(() => gate.Context.Counters.Open, n => n == 0, "the gate's sessions have ended");
        await Eventually.BecomesAsync(() => gate.Loops.Sum(l => l.Loop.SourceCount - 1), n => n == 0, "only the listeners are left");
        await Eventually.BecomesAsync(() => gate.Portable.Running, n => n == 0, "no asynchronous session is left");
    }

    private static async Task<long> ServerSessionsAsync(PrivatePostgres postgres)
    {
        try
        {
            await using NpgsqlConnection direct = new(postgres.ConnectionString + ";Pooling=false");
            await direct.OpenAsync();
            await using NpgsqlCommand count = new($"select count(*) from pg_stat_activity where usename = '{User}' or application_name = 'witness'", direct);
            return (long)(await count.ExecuteScalarAsync())!;
        }
        catch (NpgsqlException)
        {
            // The server recovers from a crash; its sessions are asked for again.
            return long.MaxValue;
        }
    }

    // The witnesses' own statements, as the gate counted them.
    private static async Task<long> CountedAsync(GateServer gate)
    {
        var totals = await gate.Statistics.LastAsync(TimeSpan.FromHours(1), CancellationToken.None);
        return totals.All.Where(t => t.Business == "witness").Sum(t => t.Latency.Count);
    }

    private static (long Heap, long Resident) Memory()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        using Process self = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), self.WorkingSet64);
    }
}
