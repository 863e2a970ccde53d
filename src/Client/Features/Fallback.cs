using Microsoft.AspNetCore.Http;

namespace Seawall.Client.Features;

/// <summary>What callers get of a feature while its switch is off.</summary>
public enum FallbackKind
{
    /// <summary>Nothing is declared: for grade G0 only, which is never off.</summary>
    None,

    /// <summary>503 with a problem body of code <c>feature_off</c>.</summary>
    Refuse,

    /// <summary>204, or a JSON that stands for nothing, such as an empty list.</summary>
    Empty,

    /// <summary>The last good answer of the same path and query, as long as it is fresh enough; then as <see cref="Refuse"/>.</summary>
    LastGood,

    /// <summary>An answer made without the feature.</summary>
    Static,

    /// <summary>The code that asks the switch goes on without the feature.</summary>
    Code,
}

/// <summary>How a feature degrades, declared where the feature is.</summary>
public sealed record Fallback
{
    private Fallback(FallbackKind kind) => Kind = kind;

    public static Fallback None { get; } = new(FallbackKind.None);

    public static Fallback Refuse { get; } = new(FallbackKind.Refuse);

    public FallbackKind Kind { get; }

    /// <summary>The JSON of <see cref="FallbackKind.Empty"/>; null answers 204.</summary>
    public string? Json { get; private init; }

    /// <summary>How old a last good answer may be; it must be set for <see cref="FallbackKind.LastGood"/>.</summary>
    public TimeSpan MaxStaleness { get; private init; }

    /// <summary>The answers are the same for everybody, so that one to a request with cookies or credentials may be kept as well.</summary>
    public bool Shared { get; private init; }

    /// <summary>The fallback answers too when the feature fails: by an exception or a status of 500 and up.</summary>
    public bool OnFailure { get; private init; }

    /// <summary>What buyers see, in a few words, for <see cref="FallbackKind.Code"/>.</summary>
    public string? What { get; private init; }

    /// <summary>Makes the answer of <see cref="FallbackKind.Static"/>.</summary>
    internal Func<HttpContext, Task<IResult>>? Answer { get; private init; }

    /// <summary>204, or 200 with <paramref name="json"/>.</summary>
    public static Fallback Empty(string? json = null, bool onFailure = false) => new(FallbackKind.Empty) { Json = json, OnFailure = onFailure };

    /// <summary>The last good answer while it is no older than <paramref name="maxStaleness"/>; also when the feature fails, unless told otherwise.</summary>
    public static Fallback LastGood(TimeSpan maxStaleness, bool onFailure = true, bool shared = false) =>
        new(FallbackKind.LastGood) { MaxStaleness = maxStaleness, OnFailure = onFailure, Shared = shared };

    /// <summary>An answer that needs neither the feature nor what it depends on.</summary>
    public static Fallback Static(Func<HttpContext, Task<IResult>> answer, bool onFailure = false) => new(FallbackKind.Static) { Answer = answer, OnFailure = onFailure };

    /// <summary>The code around the feature leaves it out.</summary>
    public static Fallback Code(string what) => new(FallbackKind.Code) { What = what };
}
