namespace Seawall.Control.Metrics.Businesses;

/// <summary>One interface for one role: the route's template with its method, and who asked.</summary>
public sealed record InterfaceKey(string Method, string Route, string Role)
{
    /// <summary>As charts and addresses name it: <c>GET /items/{id} · app</c>.</summary>
    public string Text => $"{Method} {(Route.Length == 0 ? "(no route)" : Route)} · {(Role.Length == 0 ? "–" : Role)}";
}

/// <summary>What an interface did in the last ten seconds: rates a second, the share that failed by our fault (5xx), and latency in seconds (null without calls).</summary>
public sealed record InterfaceLine(InterfaceKey Interface, double CallsPerSecond, double ErrorsPerSecond, double? P50Seconds, double? P99Seconds)
{
    public double ErrorShare => CallsPerSecond > 0 ? ErrorsPerSecond / CallsPerSecond : 0;
}

/// <summary>One second of an interface; null where nothing is known of it.</summary>
internal readonly record struct InterfaceSecond(double? Calls, double? Errors, double? P50, double? P99);
