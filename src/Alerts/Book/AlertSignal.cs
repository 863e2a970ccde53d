namespace Seawall.Alerts;

/// <summary>Something that was noticed and concerns a person: that a rule holds, or holds no longer. Signals of one <paramref name="Key"/> are one alert.</summary>
/// <param name="Key">What it is about, such as <c>process:trade</c>; whoever notices the same thing says the same key.</param>
/// <param name="Firing">False when it is over.</param>
/// <param name="At">When it was noticed.</param>
/// <param name="Summary">One line: what happened, to what, with its figure.</param>
/// <param name="Owner">Who must know.</param>
/// <param name="Plan">What is done about it: the name of a plan, or a sentence.</param>
public sealed record AlertSignal(string Key, bool Firing, DateTimeOffset At, string Summary, string Owner, string Plan)
{
    /// <summary>More lines: last words of a process, figures; empty for none.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Alerts of one group reach a person as one message; the key's first part when unset.</summary>
    public string Group
    {
        get => field ?? Key.Split(':')[0];
        init;
    }

    public Severity Severity { get; init; } = Severity.Critical;

    /// <summary>Who noticed: <c>watchdog</c> or <c>rule/NAME</c>. An alert is over when everyone who noticed it says so.</summary>
    public string Source { get; init; } = "";

    /// <summary>The rule whose outlets, repeats and escalation apply; empty for the first rule of kind <c>signal</c> that matches the key.</summary>
    public string Rule { get; init; } = "";

    /// <summary>Who has told the outlets of this already, such as a watchdog that found no control center; empty when they are still to be told.</summary>
    public string ToldBy { get; init; } = "";
}
