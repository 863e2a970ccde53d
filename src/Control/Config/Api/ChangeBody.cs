namespace Seawall.Control.Config.Api;

/// <summary>What every change says of itself.</summary>
internal record ChangeBody
{
    /// <summary>Why; needed.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The newest revision that the asker saw; a key that was changed later is a conflict. Null for whatever stands.</summary>
    public long? Seen { get; init; }

    /// <summary>A change sent twice under one key is made once; null for none.</summary>
    public string? Idempotency { get; init; }

    /// <summary>In force in all processes at one moment; null for in each as it hears of it.</summary>
    public TogetherBody? Together { get; init; }
}

/// <param name="Id">Its own name; null for one of the moment.</param>
/// <param name="At">When; null for as soon as every process holds it.</param>
/// <param name="Within">Seconds that processes have to hold it, 5 when unset.</param>
/// <param name="EvenIfNotAll">Also when some do not hold it by then.</param>
internal sealed record TogetherBody(string? Id = null, DateTimeOffset? At = null, double Within = 5, bool EvenIfNotAll = false);

internal sealed record PublishBody : ChangeBody
{
    public IReadOnlyList<WantedChange> Changes { get; init; } = [];
}

/// <param name="Step"><c>start</c>, <c>widen</c>, <c>finish</c> or <c>withdraw</c>.</param>
/// <param name="Value">The JSON text to try; for <c>start</c>.</param>
internal sealed record GrayBody(string Key, string Step, string? Value, string[]? Roles, string[]? Instances, int Percent) : ChangeBody;

/// <param name="On">Whether it is to be on, for those named or for all.</param>
internal sealed record SwitchBody(string Key, bool On, string[]? Roles, string[]? Instances, int Percent) : ChangeBody;

/// <param name="Content">The file's text.</param>
/// <param name="Replace">Takes away what is not in it.</param>
internal sealed record ImportBody(string Content, bool Replace) : ChangeBody;

internal sealed record DecisionBody(string Reason);

internal sealed record OperatorBody(string Name, string Level, string Reason);
