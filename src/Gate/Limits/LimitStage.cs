using System.Collections.Frozen;
using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Gate.Judging;
using Seawall.Gate.Routing;
using Seawall.Gate.Tracking;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Limits;

/// <summary>
/// Holds statements to <c>gate/limits</c>: first the named limits by business, fingerprint, role and table, then what the server can take at once. Who finds no place waits by grade and in
/// turns with other businesses; whose patience ends is refused. What ends a transaction or a part of one is never asked about.
/// </summary>
internal sealed class LimitStage : Stage, IDisposable
{
    private readonly RouteTable _routes;
    private readonly IDisposable _subscription;
    private readonly Dictionary<string, LimitBuckets> _buckets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServerQueue> _servers = new(StringComparer.Ordinal);
    private readonly LimitRefusals _memory = new("limit:business", "the statements of this business that wait at the gate have filled the memory it may use", 200);
    private volatile LimitSet _set = LimitSet.None;

    public LimitStage(LiveConfig config, RouteTable routes)
    {
        _routes = routes;
        _subscription = config.Subscribe(Apply);
    }

    internal Accounts Accounts { get; } = new();

    internal LimitSet Set => _set;

    /// <summary>What no statement waits for, since whoever waits for it holds something.</summary>
    internal static bool IsFree(StatementKind kind) =>
        kind is StatementKind.Commit or StatementKind.Rollback or StatementKind.RollbackTo or StatementKind.Savepoint or StatementKind.Release or StatementKind.Empty or StatementKind.Close
            or StatementKind.Deallocate;

    public override Verdict Enter(in StatementCall call, Ticket ticket)
    {
        LimitSet set = _set;
        if (set.IsNone || IsFree(call.Statement.Info.Kind))
            return Verdict.Allow;
        BusinessAccount account = Accounts.Of(call.Business);
        Verdict verdict = Decide(set, call, ticket, account);
        switch (verdict.Kind)
        {
            case VerdictKind.Wait:
                // What else there is is asked again once its turn has come; places that it holds already it keeps.
                ticket.NextStage--;
                ticket.Otherwise = verdict.Refusal;
                break;
            case VerdictKind.Refuse:
                account.OnRefused(verdict.Refusal);
                break;
        }
        return verdict;
    }

    public override void OnCompleted(in CompletedRequest done)
    {
        LimitSet set = _set;
        if (set.Servers.Count == 0 || !done.SqlState.IsEmpty || done.Statement.IsCopy || _routes.Find(done.Session.Database.Text) is not { } upstream)
            return;
        if (!set.Servers.TryGetValue(upstream.Address, out ServerQueue? server))
            return;
        if (server.Pace.Note(done.Statement.Info.Fingerprint, done.DurationMicros, server.Places.Taken, done.StartMicros + done.DurationMicros, out int limit))
            server.Places.Resize(limit);
    }

    public void Dispose() => _subscription.Dispose();

    private Verdict Decide(LimitSet set, in StatementCall call, Ticket ticket, BusinessAccount account)
    {
        if (ticket.IsPushedOut)
        {
            ticket.IsPushedOut = false;
            return Verdict.Refuse(ticket.Otherwise ?? _memory.For(account));
        }
        (ticket.Account, ticket.Grade, ticket.Business) = (account, account.Grade, account.Number);
        if (!ticket.IsCharged)
        {
            // 1. Memory and rates, once a statement.
            ticket.IsCharged = true;
            ticket.WaitsSince = 0;
            ticket.HeldBytes = call.Sql.Length + call.Bound.Length;
            account.Retries.Earn();
            if (!call.InTransaction && account.Waiting > 0 && account.WaitingBytes + ticket.HeldBytes > account.MostBytes)
                return Verdict.Refuse(_memory.For(account));
            Verdict turn = TakeTurns(set, call, account);
            if (turn.Kind != VerdictKind.Allow)
                return turn;
        }

        // 2. Places of named limits.
        foreach (NamedLimitRule limit in set.Limits)
        {
            if (!limit.Matches(call, account))
                continue;
            Verdict place = limit.EnterPlaces(call, ticket, account);
            if (place.Kind != VerdictKind.Allow)
                return place;
        }

        // 3. The server's.
        if (set.Servers.TryGetValue(call.Upstream.Address, out ServerQueue? server))
        {
            Verdict place = server.Enter(call, ticket, account);
            if (place.Kind != VerdictKind.Allow)
                return place;
        }
        account.InFlight.Enter(ticket, call.NowMicros, mayWait: false);
        return Verdict.Allow;
    }

    private static Verdict TakeTurns(LimitSet set, in StatementCall call, BusinessAccount account)
    {
        Verdict longest = Verdict.Allow;
        foreach (NamedLimitRule limit in set.Limits)
        {
            if (!limit.Matches(call, account))
                continue;
            Verdict turn = limit.EnterRate(call, account);
            if (turn.Kind == VerdictKind.Refuse)
                return turn;
            if (turn.PatienceMs > longest.PatienceMs)
                longest = turn;
        }
        return longest;
    }

    // The config's own thread, one call at a time. A value that can't be read leaves what stands: whoever swaps is told of the exception.
    private void Apply(ConfigSnapshot snapshot)
    {
        GateGrades grades = Read(snapshot, GateGrades.Key, GateGrades.Parse, GateGrades.None);
        GateLimits limits = Read(snapshot, GateLimits.Key, GateLimits.Parse, GateLimits.None);
        Accounts.Change(grades, limits);
        NamedLimitRule[] rules = [.. limits.Limits.Select(limit => new NamedLimitRule(limit, BucketsOf(limit)))];
        _set = new LimitSet(limits.IsNone, rules, ServersOf(limits));
        HashSet<LimitBuckets> kept = [.. rules.Select(rule => rule.Buckets)];
        foreach ((string match, LimitBuckets gone) in _buckets.Where(known => !kept.Contains(known.Value)).ToArray())
        {
            _buckets.Remove(match);
            gone.Open();
        }
    }

    private static T Read<T>(ConfigSnapshot snapshot, string key, Reader<T> parse, T none)
        where T : class
    {
        if (snapshot[key] is not { } json)
            return none;
        return parse(json, out IReadOnlyList<string> faults) ?? throw new InvalidOperationException(string.Join('\n', faults));
    }

    private LimitBuckets BucketsOf(NamedLimit limit)
    {
        string match = $"{limit.Name}|{limit.Match.Text}";
        if (_buckets.TryGetValue(match, out LimitBuckets? buckets))
            buckets.Change(limit);
        else
            _buckets[match] = buckets = new LimitBuckets(limit);
        return buckets;
    }

    private FrozenDictionary<string, ServerQueue> ServersOf(GateLimits limits)
    {
        Dictionary<string, ServerQueue> servers = new(StringComparer.Ordinal);
        foreach (Upstream upstream in _routes.All)
        {
            ServerLimit? limit = limits.Of(upstream.Address);
            if (!_servers.TryGetValue(upstream.Address, out ServerQueue? queue))
            {
                if (limit is null)
                    continue;
                _servers[upstream.Address] = queue = new ServerQueue(upstream.Address, limit);
            }
            queue.Change(limit);
            if (limit is not null)
                servers[upstream.Address] = queue;
        }
        return servers.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private delegate T? Reader<T>(string json, out IReadOnlyList<string> faults);
}
