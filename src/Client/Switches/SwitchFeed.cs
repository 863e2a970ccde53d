using Microsoft.Extensions.Hosting;
using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Client.Hosting;

namespace Seawall.Client.Switches;

/// <summary>Keeps the board at what the live config says, from before the first request until the host stops.</summary>
internal sealed class SwitchFeed(LiveConfig live, SeawallServiceOptions options, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan ClockStep = TimeSpan.FromSeconds(1);

    private readonly BoardIdentity _identity = new(options.Name, options.Instance, time);
    private IDisposable? _subscription;
    private ITimer? _clock;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _subscription = live.Subscribe(Apply, Prepare);
        _clock = time.CreateTimer(static _ => SwitchBoard.Tick(), null, ClockStep, ClockStep);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _clock?.Dispose();
        _subscription?.Dispose();
    }

    private void Apply(ConfigSnapshot snapshot)
    {
        // A role of this very snapshot must have its number before rules are asked about it.
        foreach (var entry in snapshot.Under(ConfigKeys.Role))
            RoleRegistry.Register(entry.Key[ConfigKeys.Role.Length..]);
        if (SwitchBoard.Apply(snapshot, _identity) is { Count: > 0 } faults)
            throw new InvalidDataException($"{faults.Count} of the switches cannot be applied as published: {string.Join("; ", faults)}");
    }

    private static void Prepare(IReadOnlyList<ConfigSnapshot> candidates)
    {
        if (SwitchBoard.Prepare(candidates) is { Count: > 0 } faults)
            throw new InvalidDataException($"{faults.Count} of the armed switches cannot be applied as they are: {string.Join("; ", faults)}");
    }
}
