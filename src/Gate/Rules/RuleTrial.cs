using System.Globalization;
using System.Net;
using System.Text;
using Seawall.Client.Gates;
using Seawall.Gate.Rules;
using Seawall.Gate.Startup;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;

namespace Seawall.Gate;

/// <summary>Asks rules about one statement without a gate, by the very code that a gate asks them by.</summary>
public sealed record RuleTrial
{
    public required string Sql { get; init; }

    /// <summary>The business that the gate would find, after logins and their ceilings; empty takes what the statement's comment says.</summary>
    public string Business { get; init; } = "";

    /// <summary>Empty takes what the statement's comment says.</summary>
    public string Role { get; init; } = "";

    public string Caller { get; init; } = "";

    public string Login { get; init; } = "";

    public string Database { get; init; } = "";

    public required DateTimeOffset At { get; init; }

    /// <summary>The rules that mean the statement, in order; those that are off are not asked.</summary>
    public RuleTrialAnswer Ask(IReadOnlyList<GateRule> rules)
    {
        var options = new GateOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Upstreams = new Dictionary<string, string> { ["*"] = "127.0.0.1:1" }, StatsRows = 1 };
        var ledger = new Ledger(options, TimeProvider.System, capture: null);
        var text = new StatementText();
        ledger.Catalog.Describe(Encoding.UTF8.GetBytes(Sql), text);
        if (Role.Length > 0)
            text.Role = ledger.Names.Of(Role);
        if (Caller.Length > 0)
            text.Caller = ledger.Names.Of(Caller);
        var session = ledger.IdentityOf(new StartupParameters(new Dictionary<string, string> { ["user"] = Login, ["database"] = Database }), 1);
        var business = Business.Length > 0 ? ledger.Names.Of(Business) : session.BusinessOf(text.Application);
        RuleTrialMatch[] matches =
        [
            .. rules.Where(rule => rule.Mode != RuleMode.Off && rule.Match.Window?.Holds(At) != false && StaticMatch.Means(rule.Match, session, business, text)).Select(rule => new RuleTrialMatch(
                rule.Name, Word(rule.Mode), Word(rule.Act.Kind), rule.Order, rule.Match.CostAtLeast is not null || rule.Match.RowsAtLeast is not null)),
        ];
        return new RuleTrialAnswer(
            text.Info.Fingerprint.ToString("x16", CultureInfo.InvariantCulture), Word(text.Info.Kind), text.Info.Sql, text.Info.Tables, FormOf(text), matches,
            matches.FirstOrDefault(match => match is { Mode: "enforce", Kind: not "tag", NeedsEstimate: false })?.Name);
    }

    private static string FormOf(StatementText text)
    {
        List<string> told = [];
        if (text.Shape.NoWhere)
            told.Add("no WHERE");
        if (text.Shape.NoLimit)
            told.Add("no LIMIT");
        if (text.Shape.LeadingWildcard)
            told.Add("leading wildcard");
        if (text.Shape.Joins > 0)
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{text.Shape.Joins} joins"));
        return told.Count == 0 ? "plain" : string.Join(", ", told);
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <summary>What rules would do about a statement.</summary>
/// <param name="Fingerprint">16 hexadecimal digits.</param>
/// <param name="Kind">Such as <c>select</c>.</param>
/// <param name="Sql">The normalised text.</param>
/// <param name="Tables">The tables it touches, as it writes them.</param>
/// <param name="Form">What of its form rules can match, in words.</param>
/// <param name="Matches">The rules that mean it.</param>
/// <param name="Decides">The first enforced one among them, tags and those that need an estimate aside; null when it goes on.</param>
public sealed record RuleTrialAnswer(string Fingerprint, string Kind, string Sql, IReadOnlyList<string> Tables, string Form, IReadOnlyList<RuleTrialMatch> Matches, string? Decides);

/// <summary>A rule that means a statement.</summary>
/// <param name="NeedsEstimate">Whether it does so only when the server expects the cost or the rows that it names.</param>
public sealed record RuleTrialMatch(string Name, string Mode, string Kind, int Order, bool NeedsEstimate);
