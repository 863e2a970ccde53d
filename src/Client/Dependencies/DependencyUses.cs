using System.Diagnostics.Metrics;
using Seawall.Client.Calls;

namespace Seawall.Client.Dependencies;

/// <summary>Counts which feature used which dependency, where calls go out: <c>seawall.dependency.uses</c>. What no feature asked for counts as <c>-</c>.</summary>
internal static class DependencyUses
{
    /// <summary>The feature of what runs outside of any.</summary>
    public const string NoFeature = "-";

    private static readonly Meter Meter = new("Seawall.Dependencies");
    private static readonly Counter<long> Uses = Meter.CreateCounter<long>("seawall.dependency.uses", "{call}", "Calls of a feature to what it depends on.");

    /// <summary>Notes that the running call uses a dependency; rehearsal load is kept out.</summary>
    public static void Count(string dependency)
    {
        var call = CallContext.Current;
        if (Uses.Enabled && call.Mark is null)
            Uses.Add(1, new("feature", call.Feature.Length == 0 ? NoFeature : call.Feature), new("dependency", dependency));
    }

    /// <summary>A cache names itself <c>cache.{business}</c>; the feature's dependency is its business's cache, whichever that is.</summary>
    public static void CountCache(string cache) => Count(Needs.Cache);
}
