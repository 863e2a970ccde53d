using System.Collections.Immutable;

namespace Seawall.Alerts;

/// <summary>All open alerts, and the last that are over.</summary>
public sealed record BookState(ImmutableSortedDictionary<string, Alert> Open, ImmutableList<Alert> Past)
{
    /// <summary>How many past alerts are kept.</summary>
    public const int MostPast = 500;

    public static BookState Empty { get; } = new(ImmutableSortedDictionary.Create<string, Alert>(StringComparer.Ordinal), []);
}
