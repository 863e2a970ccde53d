using Seawall.Client.Shapes;

namespace Seawall.Client.Gates;

/// <summary>What becomes of a statement that a rule means.</summary>
public enum RuleActKind
{
    /// <summary>It goes on; no later rule is asked.</summary>
    Allow,

    /// <summary>It does not run.</summary>
    Refuse,

    /// <summary>So many at once; others wait in turn.</summary>
    Queue,

    /// <summary>So many at once; others are refused.</summary>
    Cap,

    /// <summary>So many a second; others wait a little or are refused.</summary>
    Rate,

    /// <summary>It is cancelled at the server when it runs too long.</summary>
    Cancel,

    /// <summary>It is counted under a tag, and the next rule is asked.</summary>
    Tag,
}

/// <summary>What a rule does; members that its kind has no use for are faults.</summary>
public sealed record RuleAct
{
    /// <summary>query_canceled: drivers do not ask again.</summary>
    public const string Canceled = "57014";

    /// <summary>insufficient_resources: drivers may ask again, and are told after how long.</summary>
    public const string Busy = "53000";

    public RuleActKind Kind { get; init; }

    /// <summary>What a refused client gets; 57014 for refuse and cancel, 53000 for queue, cap and rate when unset.</summary>
    public string SqlState { get; init; } = Canceled;

    /// <summary>What a refused client is told after the rule's name; a text of the gate's own when null.</summary>
    public string? Message { get; init; }

    public string? Hint { get; init; }

    /// <summary>queue and cap: how many may run at once at one gate.</summary>
    public int Concurrency { get; init; }

    /// <summary>queue: how many may wait; 100 when unset.</summary>
    public int Waiting { get; init; } = 100;

    /// <summary>queue: how long each waits, in milliseconds, 1,000 when unset. rate: how long it may be held back, 0 when unset.</summary>
    public int TimeoutMs { get; init; }

    /// <summary>
    /// refuse: how long the refusal is held back, in milliseconds: who asks again as soon as he is answered asks less often. 0 when unset. In a transaction,
    /// which holds locks, it comes at once.
    /// </summary>
    public int DelayMs { get; init; }

    /// <summary>rate: how many a second at one gate.</summary>
    public double PerSecond { get; init; }

    /// <summary>rate: how many may come at once after a pause; as many as a second has, at least 1, when unset.</summary>
    public int Burst { get; init; } = 1;

    /// <summary>cancel: after how many milliseconds at the server.</summary>
    public int AfterMs { get; init; }

    /// <summary>After how many milliseconds a client with <see cref="Busy"/> may try again; when unset the time-out, or one turn of the rate, at least 100.</summary>
    public int RetryAfterMs { get; init; } = 100;

    /// <summary>tag: what it is counted under.</summary>
    public string Tag { get; init; } = "";

    internal static RuleAct Read(Shape rule)
    {
        if (rule.Object("act") is not { } act)
        {
            if (!rule.Has("act"))
                rule.Fault("act", "is missing: what becomes of the statement");
            return new RuleAct();
        }
        var name = act.Text("kind", null, text => text is "allow" or "refuse" or "queue" or "cap" or "rate" or "cancel" or "tag" ? null : "one of allow, refuse, queue, cap, rate, cancel, tag");
        var read = Enum.TryParse<RuleActKind>(name, ignoreCase: true, out var kind) ? Of(act, kind) : null;
        // Of a kind that is not known nobody can say which members belong.
        if (read is not null)
            act.End();
        return read ?? new RuleAct();
    }

    private static RuleAct Of(Shape act, RuleActKind kind)
    {
        var read = new RuleAct { Kind = kind };
        switch (kind)
        {
            case RuleActKind.Allow:
                return read;
            case RuleActKind.Tag:
                return read with { Tag = act.Text("tag", null, text => text.Length is > 0 and <= 63 ? null : "1 to 63 characters") };
            case RuleActKind.Refuse:
                return Refusing(act, read with { DelayMs = act.Count("delayMs", 0, 0, 10_000) }, Canceled);
            case RuleActKind.Cancel:
                return Refusing(act, read with { AfterMs = Required(act, "afterMs", 1, 86_400_000) }, Canceled);
            case RuleActKind.Queue:
                read = read with { Concurrency = Required(act, "concurrency", 1, 100_000), Waiting = act.Count("waiting", 100, 1, 100_000), TimeoutMs = act.Count("timeoutMs", 1_000, 1, 600_000) };
                return Refusing(act, read with { RetryAfterMs = Math.Max(100, read.TimeoutMs) }, Busy);
            case RuleActKind.Cap:
                return Refusing(act, read with { Concurrency = Required(act, "concurrency", 1, 100_000) }, Busy);
            default:
                if (!act.Has("perSecond"))
                    act.Fault("perSecond", "is missing");
                var perSecond = act.Number("perSecond", 1, 0.001, 1e6);
                read = read with { PerSecond = perSecond, Burst = act.Count("burst", Math.Max(1, (int)perSecond), 1, 1_000_000), TimeoutMs = act.Count("timeoutMs", 0, 0, 600_000) };
                return Refusing(act, read with { RetryAfterMs = Math.Max(100, (int)Math.Ceiling(1_000 / perSecond)) }, Busy);
        }
    }

    private static RuleAct Refusing(Shape act, RuleAct read, string sqlState) => read with
    {
        SqlState = act.Text("sqlstate", sqlState, StateFault),
        Message = act.Text("message", "", Plain) is { Length: > 0 } message ? message : null,
        Hint = act.Text("hint", "", Plain) is { Length: > 0 } hint ? hint : null,
        RetryAfterMs = act.Count("retryAfterMs", read.RetryAfterMs, 1, 3_600_000),
    };

    private static int Required(Shape act, string name, int least, int most)
    {
        if (!act.Has(name))
            act.Fault(name, "is missing");
        return act.Count(name, least, least, most);
    }

    private static string? Plain(string text) => text.Length <= 500 && !text.Any(char.IsControl) ? null : "at most 500 characters, none of them a control character";

    // What drivers retry breeds more load than was refused; what they take for a lost connection closes it.
    private static string? StateFault(string text)
    {
        if (text.Length != 5 || !text.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c)))
            return "five digits or capital letters, such as 57014";
        if (text[..2] is "00" or "01" or "02" or "08")
            return "the code of an error that leaves the connection standing, such as 57014";
        return text is "53000" || (text[..2] is not ("53" or "40") && text is not ("55P03" or "57P01" or "57P02" or "57P03" or "57P05"))
            ? null : "a code that drivers do not retry, such as 57014 or 0A000, or 53000, which tells them after how long";
    }
}
