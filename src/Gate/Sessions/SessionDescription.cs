using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Sessions;

/// <summary>Says of a session what its tracker knows; asked on the session's thread, or under its ledger's lock.</summary>
internal static class SessionDescription
{
    /// <param name="tracker">Follows the session; null for replication, which nobody looks into.</param>
    /// <param name="known">What its holder knows: addresses, TLS, times.</param>
    /// <param name="waitsSince">Since when a statement waits at the gate, monotonic microseconds; 0 when none does.</param>
    public static SessionView Of(SessionTracker? tracker, SessionView known, long waitsSince)
    {
        if (tracker is null)
            return known with { State = "active", Pin = "replication", PinnedUnixMs = known.ConnectedUnixMs };
        SessionState state = tracker.State;
        SessionIdentity identity = state.Identity;
        Ledger ledger = state.Ledger;
        (string? pin, long since) = PinOf(state);
        return known with
        {
            Id = identity.Number.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            Login = identity.Login.Text,
            Database = identity.Database.Text,
            Business = identity.BusinessOf(ledger.Names.None).Text,
            Application = identity.Application.Text,
            State = StateOf(state, waitsSince),
            WaitMicros = waitsSince == 0 ? 0 : Math.Max(0, ledger.NowMicros - waitsSince),
            Statements = state.Completed,
            Prepared = state.Statements.Count,
            ServerPid = (int)(tracker.BackendKey >> 32),
            Pin = pin,
            PinnedUnixMs = pin is null ? 0 : ledger.NowUnixMs - (ledger.NowMicros - since) / 1000,
        };
    }

    private static string StateOf(SessionState state, long waitsSince)
    {
        if (waitsSince != 0)
            return "waiting";
        if (state.Requests.Count > 0)
            return state.Requests[0].Kind == RequestKind.Startup ? "login" : "active";
        return state.Status == (byte)'I' ? "idle" : "in transaction";
    }

    private static (string? Pin, long Since) PinOf(SessionState state)
    {
        if (state.IsCopyingIn)
            return ("copy", state.Requests.Count > 0 ? state.Requests[0].Start : state.OpenSince);
        return state.Status switch
        {
            (byte)'T' => ("transaction", state.OpenSince),
            (byte)'E' => ("failed transaction", state.OpenSince),
            _ => (null, 0),
        };
    }
}
