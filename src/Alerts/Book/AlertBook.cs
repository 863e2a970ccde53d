using System.Globalization;

namespace Seawall.Alerts;

/// <summary>What the book leads to: its next state and the messages that go out with it.</summary>
public readonly record struct BookDecision(BookState State, IReadOnlyList<AlertMessage> Messages);

/// <summary>The book of alerts, free of clocks and outlets: one alert a key, told once, said again or to others when nobody takes it, and told when it is over.</summary>
public static class AlertBook
{
    /// <summary>Enters a signal. It sends nothing: what is due is found by <see cref="Decide"/>.</summary>
    public static BookState Enter(BookState book, AlertSignal signal, AlertPolicy policy)
    {
        if (!book.Open.TryGetValue(signal.Key, out var alert))
            return signal.Firing ? book with { Open = book.Open.Add(signal.Key, Begin(signal, policy)) } : book;
        return book with { Open = book.Open.SetItem(signal.Key, signal.Firing ? Again(alert, signal, policy) : Quieter(alert, signal)) };
    }

    /// <summary>What is due at a time, by what is told, silenced, acknowledged and quiet.</summary>
    public static BookDecision Decide(BookState book, AlertPolicy policy, DateTimeOffset now)
    {
        var due = new DueMessages(policy, now);
        var waited = book.Open.Values.Where(alert => IsUntold(alert, policy, now) && now - alert.Since >= policy.GroupWait).Select(alert => alert.Group).ToHashSet();
        var open = book.Open.ToBuilder();
        var past = book.Past;
        foreach (var (key, alert) in book.Open)
        {
            var next = IsUntold(alert, policy, now) && waited.Contains(alert.Group) ? due.Tell(alert) : alert;
            next = Remind(next, policy, now, due);
            if (next.QuietSince is { } quiet && now - quiet >= policy.SettleOf(next) && !IsUntold(next, policy, now))
            {
                open.Remove(key);
                past = past.Add(due.End(next));
            }
            else if (!ReferenceEquals(next, alert))
            {
                open[key] = next;
            }
        }
        if (past.Count > BookState.MostPast)
            past = past.RemoveRange(0, past.Count - BookState.MostPast);
        return new BookDecision(new BookState(open.ToImmutable(), past), due.Messages());
    }

    /// <summary>Notes who took an alert; false when it is not open or taken already.</summary>
    public static bool TryAcknowledge(BookState book, string key, Acknowledgement by, out BookState next)
    {
        next = book;
        if (!book.Open.TryGetValue(key, out var alert) || alert.Acknowledged is not null)
            return false;
        next = book with { Open = book.Open.SetItem(key, alert with { Acknowledged = by }) };
        return true;
    }

    private static bool IsUntold(Alert alert, AlertPolicy policy, DateTimeOffset now) =>
        alert.ToldAt is null && alert.Acknowledged is null && policy.SilenceOf(alert.Key, now) is null;

    private static Alert Begin(AlertSignal signal, AlertPolicy policy)
    {
        var rule = policy.RuleOf(signal.Rule, signal.Key);
        return new Alert
        {
            Key = signal.Key,
            Incident = IncidentOf(signal.Key, signal.At),
            Severity = signal.Severity,
            Summary = signal.Summary,
            // Who knows the process best may have been named for it; what notices it only says something general.
            Owner = signal.Owner.Length > 0 ? signal.Owner : rule?.Owner ?? "operations",
            Plan = signal.Plan.Length > 0 ? signal.Plan : rule?.Plan ?? "look at the process's log",
            Detail = signal.Detail,
            Group = signal.Group,
            Rule = rule?.Name ?? "",
            Since = signal.At,
            Sources = [signal.Source],
        } is var alert && signal.ToldBy.Length > 0 ? TakenOver(alert, signal, policy) : alert;
    }

    // Who told the beginning told the same outlets as would be told from here; from now on this book reminds them and tells the end.
    private static Alert TakenOver(Alert alert, AlertSignal signal, AlertPolicy policy) =>
        alert with { ToldBy = signal.ToldBy, ToldAt = signal.At, Told = policy.OutletsOf(alert) };

    private static Alert Again(Alert alert, AlertSignal signal, AlertPolicy policy)
    {
        var again = WithSource(alert, signal);
        return alert.ToldAt is null && signal.ToldBy.Length > 0 ? TakenOver(again, signal, policy) : again;
    }

    private static Alert WithSource(Alert alert, AlertSignal signal) => alert with
    {
        Summary = signal.Source == alert.Sources.FirstOrDefault(signal.Source) ? signal.Summary : alert.Summary,
        Detail = signal.Detail.Length > 0 ? signal.Detail : alert.Detail,
        Severity = signal.Severity > alert.Severity ? signal.Severity : alert.Severity,
        Sources = alert.Sources.Contains(signal.Source) ? alert.Sources : [.. alert.Sources, signal.Source],
        QuietSince = null,
        Returns = alert.IsQuiet ? alert.Returns + 1 : alert.Returns,
    };

    private static Alert Quieter(Alert alert, AlertSignal signal)
    {
        IReadOnlyList<string> left = [.. alert.Sources.Where(source => source != signal.Source)];
        if (left.Count == alert.Sources.Count || alert.IsQuiet)
            return alert;
        var quieter = alert with { Sources = left, QuietSince = left.Count == 0 ? signal.At : null };
        // Who says that it is over has told so already, and nobody is to hear it twice.
        return signal.ToldBy.Length > 0 && quieter.IsQuiet ? quieter with { Told = [], ToldBy = signal.ToldBy, ToldAt = quieter.ToldAt ?? signal.At } : quieter;
    }

    private static Alert Remind(Alert alert, AlertPolicy policy, DateTimeOffset now, DueMessages due)
    {
        if (alert.ToldAt is not { } told || alert.IsQuiet || alert.Acknowledged is not null || policy.SilenceOf(alert.Key, now) is not null)
            return alert;
        var rule = policy.RuleOf(alert.Rule, alert.Key);
        if (rule is not null && alert.Level < rule.Escalate.Count && now - alert.Since >= rule.Escalate[alert.Level].After)
            return due.Escalate(alert, rule.Escalate[alert.Level]);
        return rule?.Repeat is { } every && now - told >= every ? due.Repeat(alert) : alert;
    }

    internal static string IncidentOf(string key, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{key}@{at.ToUnixTimeMilliseconds()}");
}
