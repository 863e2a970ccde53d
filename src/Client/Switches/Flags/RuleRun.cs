namespace Seawall.Client.Switches.Flags;

/// <summary>One evaluation of a rule: what belongs to it as a whole, and how much work it may still do.</summary>
internal sealed class RuleRun(string flagKey)
{
    private const int MostSteps = 20_000;

    private int _steps;

    public string FlagKey => flagKey;

    /// <summary>A share of keys decided.</summary>
    public bool Split { get; set; }

    /// <summary>An operation got what it cannot work on: the rule as a whole says nothing, and the default variant holds.</summary>
    public bool Ended { get; private set; }

    /// <summary>The rule did more work than a rule may.</summary>
    public bool TooLong => _steps > MostSteps;

    /// <summary>Counts an operation; false when the run is over.</summary>
    public bool Step() => !Ended && ++_steps <= MostSteps;

    /// <summary>Ends the run without a value.</summary>
    public object? End()
    {
        Ended = true;
        return null;
    }
}
