namespace Seawall.Client.Config;

/// <summary>One key of the config center with the JSON it holds and the revision that set it.</summary>
/// <param name="Key">Such as <c>switch/catalog.recommend</c>; see <see cref="ConfigKeys"/>.</param>
/// <param name="Value">JSON text, byte for byte as it was published.</param>
/// <param name="Revision">The revision of the publish that set it.</param>
public sealed record ConfigEntry(string Key, string Value, long Revision);

/// <summary>A key as one publish left it; a null <paramref name="Value"/> says that the key is gone.</summary>
public sealed record ConfigChange(string Key, string? Value, long Revision);

/// <summary>What turns a snapshot of revision <paramref name="From"/> into one of <paramref name="Revision"/>; it may span several publishes, but never splits one.</summary>
/// <param name="Digest">The <see cref="ConfigSnapshot.Digest"/> that must come out.</param>
public sealed record ConfigDelta(long From, long Revision, ulong Digest, IReadOnlyList<ConfigChange> Changes);
