using Seawall.Alerts.Outlets;
using Seawall.Alerts.Rules;

namespace Seawall.Alerts.Tests.Book;

/// <summary>A book moved along second by second, with what it told.</summary>
internal sealed class Ledger
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private double _at;

    public AlertPolicy Policy { get; set; } = new()
    {
        Outlets = [new LogOutlet { Name = "log" }, new LogOutlet { Name = "sms", Default = false }],
    };

    public BookState Book { get; set; } = BookState.Empty;

    public List<AlertMessage> Messages { get; } = [];

    /// <summary>What was told so far, each as <c>second kind keys→outlet</c>.</summary>
    public string Told => string.Join(' ', Messages.Select(m => $"{(m.At - Start).TotalSeconds:0.##}{m.Kind.ToString()[0]}:{string.Join('+', m.Alerts.Select(a => a.Key))}>{m.Outlet}"));

    public DateTimeOffset Now => Start.AddSeconds(_at);

    public Ledger Fire(string key, string source = "watchdog", string group = "process", string owner = "ops") =>
        Enter(new AlertSignal(key, true, Now, key + " is down", owner, "restart") { Source = source, Group = group });

    public Ledger Clear(string key, string source = "watchdog") => Enter(new AlertSignal(key, false, Now, key + " is up", "ops", "") { Source = source });

    public Ledger Enter(AlertSignal signal)
    {
        Book = AlertBook.Enter(Book, signal, Policy);
        return this;
    }

    /// <summary>Moves to a second and looks every quarter of one on the way.</summary>
    public Ledger To(double second)
    {
        while (_at < second)
        {
            _at += 0.25;
            var (book, messages) = AlertBook.Decide(Book, Policy, Now);
            Book = book;
            Messages.AddRange(messages);
        }
        return this;
    }

    public Ledger Rule(Func<AlertRule, AlertRule> change)
    {
        var rule = new AlertRule { Name = "process", What = "Process down", Kind = RuleKind.Signal, Match = "process:*", Owner = "ops", Plan = "restart" };
        Policy = Policy with { Rules = [change(rule)] };
        return this;
    }
}
