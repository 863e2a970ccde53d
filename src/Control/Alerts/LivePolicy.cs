using Seawall.Alerts;
using Seawall.Alerts.Entries;
using Seawall.Client.Config;

namespace Seawall.Control.Alerts;

/// <summary>Rules, outlets and silences of the config in force, read anew when one of their entries changed.</summary>
internal sealed class LivePolicy : IDisposable
{
    private readonly IDisposable _subscription;
    private volatile PolicyInForce _current = new(AlertEntries.Policy([], out _), [], []);

    public LivePolicy(LiveConfig config) => _subscription = config.Subscribe(Apply);

    public PolicyInForce Current => _current;

    public void Dispose() => _subscription.Dispose();

    private void Apply(ConfigSnapshot snapshot)
    {
        IReadOnlyList<ConfigEntry> entries = [.. snapshot.Under(ConfigKeys.Alert), .. snapshot.Under(ConfigKeys.Outlet), .. snapshot.Under(ConfigKeys.Silence)];
        if (entries.SequenceEqual(_current.Entries))
            return;
        var policy = AlertEntries.Policy(entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)), out var left);
        _current = new PolicyInForce(policy, entries, left);
    }
}

/// <summary>A policy, the entries it was read from, and what was left out of it because of its faults.</summary>
internal sealed record PolicyInForce(AlertPolicy Policy, IReadOnlyList<ConfigEntry> Entries, IReadOnlyList<string> Left);
