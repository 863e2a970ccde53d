using System.Collections.Concurrent;
using System.Collections.Frozen;
using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Client.Switches;
using Seawall.Gate.Judging;
using Seawall.Gate.Limits;
using Seawall.Gate.Routing;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Interception;

/// <summary>
/// Learns what each statement of each business normally costs, and while a server is under pressure lets the slow statements of businesses that matter less have few places
/// only: the others wait a while, then they are refused. The worst grade gives way first; core businesses (G0, G1) never do.
/// </summary>
internal sealed class InterceptionStage : Stage, IDisposable
{
    /// <summary>The stage's name in refusals and counters.</summary>
    public const string Name = "interception";

    private const int MostRefusals = 256;
    private const int RetryAfterMs = 2_000;
    private const float FastLog2 = 14.3f; // 20 ms
    private const int WellKnown = 16;

    private readonly FrozenDictionary<string, ServerPressure> _servers;
    private readonly RouteTable _routes;
    private readonly ConcurrentDictionary<(string Business, bool Retry), StatementRefusal> _refusals = new();
    private readonly IDisposable _following;
    private volatile Standing _standing = new(InterceptionSettings.Off, GateGrades.None);

    public InterceptionStage(RouteTable routes, LiveConfig config)
    {
        _routes = routes;
        _servers = routes.All.ToFrozenDictionary(upstream => upstream.Address, upstream => new ServerPressure(upstream), StringComparer.Ordinal);
        _following = config.Subscribe(Follow);
    }

    public CostTable Costs { get; } = new();

    public IEnumerable<ServerPressure> Servers => _servers.Values;

    public InterceptionSettings Settings => _standing.Settings;

    /// <summary>Every decision since the start, by <see cref="Decision"/>.</summary>
    public long[] Decided { get; } = new long[Decisions.Count];

    public ServerPressure Of(Upstream upstream) => _servers[upstream.Address];

    public override Verdict Enter(in StatementCall call, Ticket ticket)
    {
        var standing = _standing;
        if (standing.Settings.Mode == RuleMode.Off)
            return Verdict.Allow;
        var server = Of(call.Upstream);
        server.Tick(standing.Settings, call.NowMicros);
        var info = call.Statement.Info;
        var grade = standing.Grades.Of(call.Business.Text);
        if (Decisions.IsCore(grade) || !IsWork(info.Kind))
        {
            server.Enter(ticket, call.NowMicros);
            return Verdict.Allow;
        }
        // 1. What is known of it, whether there is pressure or not: slow ones that run already when it begins stand in their places.
        var key = CostTable.KeyOf(info.Fingerprint, call.Business.Hash);
        var cost = info.Fingerprint == 0 ? default : Costs.Look(key, call.NowMicros);
        var level = server.Level;
        var decision = Decisions.Decide(standing.Settings, level == 0 ? Decisions.MostLevel : level, grade, cost);
        if (decision == Decision.Pass || (decision == Decision.Try && AsksCatalog(info.Tables)))
        {
            server.Enter(ticket, call.NowMicros);
            return Verdict.Allow;
        }
        // 2. One of few places; without pressure there are as many as are asked for.
        var answer = Take(decision == Decision.Hold ? server.Slow : server.Trial, standing.Settings, call, ticket);
        if (answer == SlotAnswer.Entered)
            return level == 0 ? Verdict.Allow : Count(key, call, decision, Verdict.Allow);
        // 3. None is free.
        if (standing.Settings.Mode == RuleMode.Warn)
        {
            server.Enter(ticket, call.NowMicros);
            return Count(key, call, Decision.Warn, Verdict.Allow);
        }
        var refusal = RefusalOf(call.Business, Decisions.SaysRetry(standing.Settings, call.NowMicros - server.Since));
        return answer == SlotAnswer.Waits
            ? Count(key, call, Decision.Wait, Verdict.Wait(standing.Settings.PatienceMs, refusal))
            : Count(key, call, Decision.Refuse, Verdict.Refuse(refusal));
    }

    public override void OnCompleted(in CompletedRequest done)
    {
        var info = done.Statement.Info;
        if (info.Fingerprint == 0 || !IsWork(info.Kind) || _routes.Find(done.Session.Database.Text) is not { } upstream)
            return;
        var isOver = done.SqlState.IsEmpty;
        if (!isOver && !done.SqlState.SequenceEqual("57014"u8))
            return;
        var standing = _standing;
        var server = Of(upstream);
        var business = done.Session.BusinessOf(done.Statement.Application);
        var now = done.StartMicros + done.DurationMicros;
        var micros = Math.Max(1, done.DurationMicros);
        var log2 = MathF.Log2(micros);
        var key = CostTable.KeyOf(info.Fingerprint, business.Hash);
        var (normal, samples) = Costs.Learn(key, business, info, log2, server.Log2SlowdownAtMost, isOver, micros, done.Rows, done.BytesReturned, now);
        if (samples >= WellKnown && normal <= FastLog2 && isOver && (!standing.NamesCore || Decisions.IsCore(standing.Grades.Of(business.Text))))
            server.Note(log2, normal);
        if (standing.Settings.Mode != RuleMode.Off)
            server.Tick(standing.Settings, now);
    }

    public void Dispose() => _following.Dispose();

    // A statement that waits inside a transaction keeps its locks meanwhile: it takes a place that is free, or none.
    private static SlotAnswer Take(SlotQueue places, InterceptionSettings settings, in StatementCall call, Ticket ticket)
    {
        var mayWait = settings.Mode == RuleMode.Enforce && !call.InTransaction && settings.PatienceMs > 0;
        if (mayWait && places.Waiting < settings.Waiting)
            return places.Enter(ticket, call.NowMicros);
        return places.TryEnter(ticket) ? SlotAnswer.Entered : SlotAnswer.Full;
    }

    private Verdict Count(ulong key, in StatementCall call, Decision decision, Verdict verdict)
    {
        Interlocked.Increment(ref Decided[(int)decision]);
        Costs.Count(key, call.Business, call.Statement.Info, decision);
        return verdict;
    }

    private StatementRefusal RefusalOf(Name business, bool retry)
    {
        if (_refusals.TryGetValue((business.Text, retry), out var refusal))
            return refusal;
        var message = $"{Name} stops this slow statement of business {business.Text}: the server is under pressure";
        refusal = retry
            ? new StatementRefusal(StatementRefusal.Busy, message, FormattableString.Invariant($"run it again later; retry_after_ms={RetryAfterMs}"), Name)
            : new StatementRefusal(StatementRefusal.Canceled, message, "do not repeat it now: run it after the peak, or make it cheaper", Name);
        if (_refusals.Count < MostRefusals)
            _refusals.TryAdd((business.Text, retry), refusal);
        return refusal;
    }

    private void Follow(ConfigSnapshot snapshot)
    {
        var settings = snapshot[InterceptionSettings.Key] is { } json ? InterceptionSettings.Parse(json, out _) : InterceptionSettings.Off;
        var grades = snapshot[GateGrades.Key] is { } graded ? GateGrades.Parse(graded, out _) : GateGrades.None;
        if (settings is null || grades is null)
            throw new FormatException($"{(settings is null ? InterceptionSettings.Key : GateGrades.Key)} is faulty; the gate goes on with what it had");
        var former = _standing;
        _standing = new Standing(settings, grades);
        if (former.Settings == settings)
            return;
        foreach (var server in _servers.Values)
            server.Apply(settings);
    }

    // What drivers ask on connecting: a business whose pools cannot connect is down, not slow.
    private static bool AsksCatalog(string[] tables)
    {
        foreach (var table in tables)
        {
            if (!table.StartsWith("pg_", StringComparison.Ordinal) && !table.StartsWith("information_schema.", StringComparison.Ordinal))
                return false;
        }
        return tables.Length > 0;
    }

    private static bool IsWork(StatementKind kind) => kind is StatementKind.Select or StatementKind.Insert or StatementKind.Update or StatementKind.Delete
        or StatementKind.Merge or StatementKind.Copy or StatementKind.Call or StatementKind.Do or StatementKind.Execute or StatementKind.Fetch;

    private sealed record Standing(InterceptionSettings Settings, GateGrades Grades)
    {
        /// <summary>Whether any business is core; if none is, the fast statements of all tell the server's pace.</summary>
        public bool NamesCore { get; } = Decisions.IsCore(Grades.Others) || Grades.Businesses.Values.Any(Decisions.IsCore);
    }
}
