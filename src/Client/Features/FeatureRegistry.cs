using System.Collections.Immutable;

namespace Seawall.Client.Features;

/// <summary>Every feature that this process declares, and the endpoints that carry each.</summary>
public static class FeatureRegistry
{
    private static ImmutableList<Feature> _all = [];
    private static ImmutableSortedSet<(string Key, string Endpoint)> _endpoints = ImmutableSortedSet<(string, string)>.Empty;

    /// <summary>In order of key.</summary>
    public static IReadOnlyList<Feature> All => [.. _all.OrderBy(feature => feature.Key, StringComparer.Ordinal)];

    /// <summary>The endpoints of a feature, such as <c>HTTP: GET /items/{id}</c>.</summary>
    public static IReadOnlyList<string> EndpointsOf(string key) => [.. _endpoints.Where(endpoint => endpoint.Key == key).Select(endpoint => endpoint.Endpoint)];

    /// <summary>The feature of a key; null for none.</summary>
    public static Feature? Find(string key) => _all.Find(feature => feature.Key == key);

    internal static void Add(Feature feature) => ImmutableInterlocked.Update(ref _all, static (all, added) => all.Add(added), feature);

    /// <summary>Takes features out again; for tests that declare wrong ones.</summary>
    internal static void Forget(Predicate<Feature> which) => ImmutableInterlocked.Update(ref _all, static (all, gone) => all.RemoveAll(gone), which);

    internal static void Seen(string key, string endpoint) =>
        ImmutableInterlocked.Update(ref _endpoints, static (all, seen) => all.Add(seen), (key, endpoint));
}
