using Seawall.Topology;

namespace Seawall.Watchdog;

/// <summary>
/// Takes services of a watched home down by SIGKILL and keeps them down for a time. Only the processes of the home's own state file are
/// killed, each known by its pid, start tick and boot; the watchdog brings them back when the hold is over.
/// </summary>
public sealed class ServiceOutage(SeawallHome home, IReadOnlyList<string> names, TimeProvider time)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _heldWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _backWithin = TimeSpan.FromSeconds(60);

    private readonly HoldFiles _holds = new(home);
    private readonly HashSet<ProcessIdentity> _killed = [];

    public IReadOnlyList<string> Names => names;

    /// <summary>What keeps this outage from being made now, for a person to read; null when nothing does.</summary>
    public string? Fault()
    {
        SiteState state = StateFile.Read(home);
        if (!state.IsWatched || state.Phase != SitePhase.Up)
        {
            return $"the site of {home.Root} is not up under its watchdog; `seawall up` starts it";
        }
        return names.FirstOrDefault(name => state.Services.All(service => service.Name != name)) is { } unknown
            ? $"the site that is up has no '{unknown}'; it has {string.Join(", ", state.Services.Select(service => service.Name))}"
            : null;
    }

    /// <summary>Holds and kills, and returns when the watchdog shows every one as held. The hold lasts the time given, from now.</summary>
    public async Task TakeDownAsync(TimeSpan length, string reason, CancellationToken ct)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (string name in names)
        {
            _holds.Put(name, new Hold(now, now + length, reason));
        }
        await UntilAsync("held by the watchdog", _heldWithin, service => service.Condition == Condition.Held, ct).ConfigureAwait(false);
    }

    /// <summary>Returns when every one is healthy again, by a process that this outage did not kill.</summary>
    public Task WaitBackAsync(TimeSpan length, CancellationToken ct) =>
        UntilAsync("back", length + _backWithin, service => service is { Condition: Condition.Healthy, Process: { } process } && !_killed.Contains(process), ct);

    /// <summary>Ends the holds now.</summary>
    public void LetGo()
    {
        foreach (string name in names)
        {
            _holds.Remove(name);
        }
    }

    private async Task UntilAsync(string what, TimeSpan limit, Func<ServiceRecord, bool> holds, CancellationToken ct)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            ServiceRecord[] services = [.. StateFile.Read(home).Services.Where(service => names.Contains(service.Name))];
            KillHeld(services);
            if (services.Length == names.Count && services.All(holds))
            {
                return;
            }
            if (time.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"{string.Join(", ", services.Where(s => !holds(s)).Select(s => s.Name))} not {what} within {limit.TotalSeconds:0} s");
            }
            await Task.Delay(_look, time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>The watchdog may have been starting one just when it was held, so this is done at every look while the hold lasts.</summary>
    private void KillHeld(IEnumerable<ServiceRecord> services)
    {
        foreach (ServiceRecord service in services)
        {
            if (service.Process is { } process && _holds.Find(service.Name, time.GetUtcNow()) is not null && process.Signal(ProcessSignal.Kill))
            {
                _killed.Add(process);
            }
        }
    }
}
