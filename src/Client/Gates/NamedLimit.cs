using System.Collections.Frozen;
using System.Globalization;
using Seawall.Client.Shapes;

namespace Seawall.Client.Gates;

/// <summary>A limit by business, fingerprint, role and table.</summary>
public sealed record NamedLimit
{
    /// <summary>What refusals and reports call it.</summary>
    public required string Name { get; init; }

    public required LimitMatch Match { get; init; }

    /// <summary>Statements at once; null for any.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How many wait for their turn at most; 100 when unset.</summary>
    public int Waiting { get; init; } = 100;

    /// <summary>How long one waits at most, in milliseconds; 1,000 when unset. Then it is refused.</summary>
    public int PatienceMs { get; init; } = 1_000;

    /// <summary>Statements a second; null for any.</summary>
    public double? PerSecond { get; init; }

    /// <summary>How many may come at once after a pause; 1 when unset.</summary>
    public int Burst { get; init; } = 1;

    internal static NamedLimit Read(Shape shape)
    {
        shape.Text("what", "");
        var limit = new NamedLimit
        {
            Name = shape.Text("name", null, name => name.Length is > 0 and <= 63 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? null : "1..63 letters, digits, '-', '_' or '.'"),
            Match = LimitMatch.Read(shape.Object("match")),
            Concurrency = shape.Has("concurrency") ? shape.Count("concurrency", 1, 0, 100_000) : null,
            Waiting = shape.Count("waiting", 100, 0, 1_000_000),
            PatienceMs = shape.Count("patienceMs", 1_000, 0, 600_000),
            PerSecond = shape.Has("perSecond") ? shape.Number("perSecond", 1, 0.001, 1e6) : null,
            Burst = shape.Count("burst", 1, 1, 1_000_000),
        };
        if (!shape.Has("concurrency") && !shape.Has("perSecond"))
            shape.Fault("", "has neither 'concurrency' nor 'perSecond'");
        shape.End();
        return limit;
    }
}

/// <summary>Which statements a limit means: all that have one of the values of each part.</summary>
public sealed record LimitMatch
{
    public static LimitMatch All { get; } = new();

    public LimitPart Business { get; init; } = LimitPart.Any;

    public LimitPart Role { get; init; } = LimitPart.Any;

    /// <summary>Sixteen hex digits, as statistics show them.</summary>
    public LimitPart Fingerprint { get; init; } = LimitPart.Any;

    public LimitPart Table { get; init; } = LimitPart.Any;

    /// <summary>The same text for the same match, so that a limit keeps its places when only its numbers change.</summary>
    public string Text => string.Join('|', Business.Text, Role.Text, Fingerprint.Text, Table.Text);

    internal static LimitMatch Read(Shape? shape)
    {
        if (shape is null)
            return All;
        var match = new LimitMatch
        {
            Business = LimitPart.Read(shape, "business"),
            Role = LimitPart.Read(shape, "role"),
            Fingerprint = LimitPart.Read(
                shape, "fingerprint", text => text == GateLimits.Everyone || (text.Length == 16 && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)) ? null : "16 hex digits or '*'"),
            Table = LimitPart.Read(shape, "table"),
        };
        shape.End();
        return match;
    }
}

/// <summary>One part of a match.</summary>
/// <param name="IsEach">Whether each value has places of its own: the part is <c>*</c>.</param>
/// <param name="Values">The values that match; null for any.</param>
public sealed record LimitPart(bool IsEach, FrozenSet<string>? Values)
{
    /// <summary>Every value, all together.</summary>
    public static LimitPart Any { get; } = new(false, null);

    internal string Text => IsEach ? GateLimits.Everyone : Values is null ? "" : string.Join(',', Values.Order(StringComparer.Ordinal));

    public bool Includes(string value) => Values is null || Values.Contains(value);

    internal static LimitPart Read(Shape shape, string name, Func<string, string?>? must = null)
    {
        var texts = shape.Texts(name, must);
        if (texts.Contains(GateLimits.Everyone) && texts.Count > 1)
            shape.Fault(name, "names '*' beside others; '*' alone gives each value places of its own");
        return texts.Contains(GateLimits.Everyone) ? new LimitPart(true, null) : texts.Count == 0 ? Any : new LimitPart(false, texts.ToFrozenSet(StringComparer.Ordinal));
    }
}
