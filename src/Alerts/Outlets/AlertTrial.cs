namespace Seawall.Alerts.Outlets;

/// <summary>A message that tries an outlet.</summary>
public static class AlertTrial
{
    public static AlertMessage Of(Outlet outlet, string who, DateTimeOffset now)
    {
        var alert = new Alert
        {
            Key = "test:" + outlet.Name,
            Incident = AlertBook.IncidentOf("test:" + outlet.Name, now),
            Severity = Severity.Info,
            Summary = $"{who} tries the outlet {outlet.Name}",
            Owner = who,
            Plan = "nothing: it works when you read this",
            Group = "test",
            Since = now,
        };
        return new AlertMessage(AlertMessage.IdOf(MessageKind.Test, outlet.Name, 0, [alert]), MessageKind.Test, outlet.Name, "test", who, now, [alert]);
    }
}
