namespace Seawall.Gate.Routing;

/// <summary>Which upstream serves which database; the name <c>*</c> stands for every database not named.</summary>
internal sealed class RouteTable
{
    private const string Any = "*";
    private readonly Dictionary<string, Upstream> _byDatabase;

    private RouteTable(Dictionary<string, Upstream> byDatabase)
    {
        _byDatabase = byDatabase;
        All = [.. byDatabase.Values.DistinctBy(u => u.Address)];
        Served = string.Join(", ", byDatabase.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>Every upstream once.</summary>
    public IReadOnlyList<Upstream> All { get; }

    /// <summary>The database names, for a person to read.</summary>
    public string Served { get; }

    public Upstream? Find(string database) =>
        _byDatabase.GetValueOrDefault(database) ?? _byDatabase.GetValueOrDefault(Any);

    public static async Task<RouteTable> ResolveAsync(IReadOnlyDictionary<string, string> upstreams, CancellationToken cancellationToken)
    {
        Dictionary<string, Upstream> byDatabase = new(StringComparer.Ordinal);
        foreach ((string database, string address) in upstreams)
            byDatabase[database] = await Upstream.ResolveAsync(address, cancellationToken).ConfigureAwait(false);
        return new RouteTable(byDatabase);
    }
}
