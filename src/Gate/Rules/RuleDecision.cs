namespace Seawall.Gate.Rules;

/// <summary>What a rule decided about one statement.</summary>
internal enum RuleDecision : byte
{
    /// <summary>It went on at once.</summary>
    Allowed,

    /// <summary>It did not run.</summary>
    Refused,

    /// <summary>It had to wait.</summary>
    Queued,

    /// <summary>It went on, counted under the rule's tag.</summary>
    Tagged,
}
