namespace Seawall.Alerts;

/// <summary>Collects what is due at one moment into as few messages as there are groups, kinds and outlets.</summary>
internal sealed class DueMessages(AlertPolicy policy, DateTimeOffset now)
{
    private readonly List<Line> _lines = [];

    public Alert Tell(Alert alert)
    {
        var next = alert with { Told = policy.OutletsOf(alert), ToldAt = now };
        Add(MessageKind.Firing, next.Told, 0, next, next.Owner);
        return next;
    }

    public Alert Repeat(Alert alert)
    {
        var next = alert with { Repeats = alert.Repeats + 1, ToldAt = now };
        Add(MessageKind.Repeated, next.Told, next.Repeats, next, next.Owner);
        return next;
    }

    public Alert Escalate(Alert alert, Rules.EscalationStep step)
    {
        var outlets = step.Outlets.Where(name => policy.Outlets.Any(outlet => outlet.Name == name)).ToList();
        var next = alert with { Level = alert.Level + 1, Told = [.. alert.Told.Union(outlets)] };
        Add(MessageKind.Escalated, outlets, next.Level, next, step.Owner.Length > 0 ? step.Owner : next.Owner);
        return next;
    }

    /// <summary>Those who heard that it fires hear that it is over.</summary>
    public Alert End(Alert alert)
    {
        var next = alert with { Over = now };
        Add(MessageKind.Resolved, alert.Told, 0, next, next.Owner);
        return next;
    }

    public IReadOnlyList<AlertMessage> Messages() =>
    [
        .. _lines.GroupBy(line => (line.Kind, line.Outlet, line.Alert.Group, line.To, line.Around)).Select(group => new AlertMessage(
            AlertMessage.IdOf(group.Key.Kind, group.Key.Outlet, group.Key.Around, group.Select(line => line.Alert)),
            group.Key.Kind, group.Key.Outlet, group.Key.Group, group.Key.To, now,
            [.. group.Select(line => line.Alert).OrderByDescending(alert => alert.Severity).ThenBy(alert => alert.Since)])),
    ];

    private void Add(MessageKind kind, IEnumerable<string> outlets, int around, Alert alert, string to)
    {
        foreach (var outlet in outlets)
            _lines.Add(new Line(kind, outlet, around, alert, to));
    }

    private sealed record Line(MessageKind Kind, string Outlet, int Around, Alert Alert, string To);
}
