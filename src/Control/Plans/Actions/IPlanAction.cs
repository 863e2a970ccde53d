namespace Seawall.Control.Plans.Actions;

/// <summary>One thing that a plan does: what becomes of one key of the config center.</summary>
internal interface IPlanAction
{
    /// <summary>The key it changes.</summary>
    string Key { get; }

    /// <summary>What the key is to hold, given what there is.</summary>
    ActionValue Decide(ActionStand stand);
}

/// <summary>What an action finds.</summary>
/// <param name="Stood">How the key stood before the plan; null when it did not exist.</param>
/// <param name="Some">On whom it is tried; null for all.</param>
/// <param name="Running">Where the instances of a service are reached; null where this control center starts none.</param>
internal sealed record ActionStand(string? Stood, TrySome? Some, Func<InstanceAction, IReadOnlyList<Uri>>? Running);

/// <summary>What becomes of a key.</summary>
/// <param name="Value">Null takes the key away.</param>
/// <param name="Fault">Why it can't be done on what stands; null when it can.</param>
/// <param name="Waits">True when it can't be tried on some, and so waits for the last stage.</param>
internal sealed record ActionValue(string? Value, string? Fault = null, bool Waits = false)
{
    public static ActionValue LastStage { get; } = new(null, null, Waits: true);
}

/// <summary>On whom a stage tries a plan: these instances, or a percentage of callers.</summary>
internal sealed record TrySome(IReadOnlyList<string> Instances, int Percent);
