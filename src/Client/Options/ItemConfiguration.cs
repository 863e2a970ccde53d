using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Seawall.Client.Config;

namespace Seawall.Client.Options;

/// <summary>
/// The config center's items as the framework's configuration: <c>item/web/page</c> with <c>{"value":{"size":20}}</c> is <c>web:page:size</c>. A value that is tried on some
/// instances is the value here if this is one of them.
/// </summary>
public sealed class ItemSource(LiveConfig live, string instance) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new ItemProvider(live, instance);
}

/// <summary>Follows the live config: what changed is in force, and those who watch have been told, before a push is acknowledged.</summary>
internal sealed class ItemProvider(LiveConfig live, string instance) : ConfigurationProvider, IDisposable
{
    private IDisposable? _subscription;

    public override void Load() => _subscription ??= live.Subscribe(Apply);

    public void Dispose() => _subscription?.Dispose();

    private void Apply(ConfigSnapshot snapshot)
    {
        var next = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in snapshot.Under(ConfigKeys.Item))
        {
            if (ConfigItem.Resolve(entry, instance, role: null) is not { } value)
                continue;
            using var json = JsonDocument.Parse(value);
            FlatJson.Write(next, entry.Key[ConfigKeys.Item.Length..].Replace('/', ':'), json.RootElement);
        }
        if (next.Count == Data.Count && next.All(pair => Data.TryGetValue(pair.Key, out var former) && former == pair.Value))
            return;
        Data = next;
        OnReload();
    }
}
