using Seawall.Alerts;
using Seawall.Alerts.Desk;

namespace Seawall.Control.Alerts;

/// <summary>All that <c>GET /api/alerts</c> says, times in UTC.</summary>
/// <param name="EvaluatedAt">When all rules were evaluated last; null before the first time.</param>
/// <param name="Faults">Entries left out because of their faults.</param>
public sealed record AlertBoard(DateTimeOffset? EvaluatedAt, IReadOnlyList<OpenAlert> Open, IReadOnlyList<SilenceView> Silences, IReadOnlyList<WaitingMessage> Waiting, IReadOnlyList<string> Faults);

/// <summary>An open alert, and the silence that covers it.</summary>
public sealed record OpenAlert(Alert Alert, string? Silence);

public sealed record SilenceView(string Id, string Match, DateTimeOffset Until, string Who, string Why);

/// <summary>A message that no outlet has taken yet.</summary>
public sealed record WaitingMessage(string Id, MessageKind Kind, string Outlet, string Group, int Attempts, string LastFailure);

/// <summary>All that <c>GET /api/alerts/history</c> says, the newest first.</summary>
public sealed record AlertHistory(IReadOnlyList<Alert> Past, IReadOnlyList<Delivery> Deliveries);

/// <summary>One rule with where its alerts stand.</summary>
public sealed record RuleView(string Name, string Kind, string What, string Severity, string Owner, string Plan, string Watches, int Firing);

/// <summary>One outlet, without what is secret.</summary>
public sealed record OutletView(string Name, string Kind, string Address, bool Default, string Least);
