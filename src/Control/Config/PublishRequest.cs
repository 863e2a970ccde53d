namespace Seawall.Control.Config;

/// <summary>Changes that go out as one revision, with who wants them and why.</summary>
public sealed record PublishRequest
{
    public required IReadOnlyList<WantedChange> Changes { get; init; }

    /// <summary>Who; a person's name or the name of a machine's work.</summary>
    public required string Actor { get; init; }

    /// <summary>Why; never empty.</summary>
    public required string Reason { get; init; }

    /// <summary>A request sent twice under one key is done once; null for none.</summary>
    public string? Idempotency { get; init; }

    /// <summary>The address it came from; null for this process itself.</summary>
    public string? Source { get; init; }

    /// <summary>The second person who agreed beforehand, such as to a plan that was armed; null for nobody. Only this process says so, never a request from outside.</summary>
    public string? AgreedBy { get; init; }

    /// <summary>What the audit calls it: <c>publish</c>, <c>undo</c>, <c>seed</c> and so on.</summary>
    public string Action { get; init; } = "publish";
}

/// <summary>One key and the JSON it is to hold; null takes the key away.</summary>
/// <param name="Expected">The revision that the key must still have, 0 for a key that must not exist; null for whatever stands.</param>
public sealed record WantedChange(string Key, string? Value, long? Expected = null);
