namespace Seawall.Lab.Http.Recorded;

/// <summary>One request as somebody recorded it; <paramref name="Micros"/> since 1970, <paramref name="Exact"/> when it is finer than a second.</summary>
internal sealed record RecordedRequest(long Micros, bool Exact, string Method, string Path)
{
    /// <summary>The origin it went to; null when the record does not say.</summary>
    public string? Origin { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Null when the record holds no body.</summary>
    public string? Body { get; init; }
}
