using Seawall.Gate.Admin;
using Seawall.Gate.Admitting;
using Seawall.Gate.SqlConsole;
using Seawall.Gate.Interception;
using Seawall.Gate.Judging;
using Seawall.Gate.Routing;
using Seawall.Gate.Rules;

namespace Seawall.Gate.Sessions;

/// <summary>What every session of a gate may reach, whichever loop it lives on.</summary>
internal sealed record GateContext(GateOptions Options, RouteTable Routes, CancelKeys Keys, SessionNumbers Numbers, GateCounters Counters, Judge Judge, GateAdmission Admission)
{
    /// <summary>Every session, for reports and for what is done to them by hand.</summary>
    public SessionDirectory Sessions { get; } = new();

    /// <summary>What the gate's parts tell of themselves.</summary>
    public GateReports Reports { get; } = new();

    /// <summary>The console; null until the gate stands.</summary>
    public GateConsole? Console { get; set; }

    /// <summary>The stage of the rules, for reports.</summary>
    public RuleStage? Rules { get; init; }

    /// <summary>The stage that holds slow statements back, for reports.</summary>
    public InterceptionStage? Interception { get; init; }

    /// <summary>How long a cancel may take to be delivered before the client is let go.</summary>
    public static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long a client may take to read its last bytes after the server has gone.</summary>
    public static readonly TimeSpan LingerLimit = TimeSpan.FromSeconds(5);
}
