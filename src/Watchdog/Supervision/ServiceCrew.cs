namespace Seawall.Watchdog;

/// <summary>The keepers at work; while the site is up, services are added to them and taken from them one by one.</summary>
internal sealed class ServiceCrew(StateBoard board, Func<Service, ServiceKeeper> keeperOf, TimeProvider time, Action<string> log)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, Kept> _all = [];
    private readonly HashSet<string> _changeable = [];

    /// <summary>Lets a keeper work until all stop; taken from the crew before that, its loop goes on without work.</summary>
    public Task Run(ServiceKeeper keeper, CancellationToken stop)
    {
        var off = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task loop = keeper.RunAsync(off.Token);
        _all[keeper.Name] = new Kept(keeper, off, loop);
        return EndAsync();

        async Task EndAsync()
        {
            try
            {
                await loop.ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (off.IsCancellationRequested)
            {
                // It was taken from the crew, or all stop.
            }
            if (off.IsCancellationRequested)
            {
                await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Runs what is wanted as it changes, until all stop.</summary>
    /// <param name="wanted">Every service that may come and go, as it should be now; it throws <see cref="InvalidDataException"/> while nobody can tell.</param>
    public async Task FollowAsync(Func<IReadOnlyList<Service>> wanted, CancellationToken stop)
    {
        string? told = null;
        var work = new List<Task>();
        while (true)
        {
            try
            {
                await FollowAsync(wanted(), work, stop).ConfigureAwait(false);
                told = null;
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                if (e.Message != told)
                {
                    log($"instances stay as they are: {told = e.Message}");
                }
            }
            await Task.WhenAny([.. work, Task.Delay(_look, time, stop)]).Unwrap().ConfigureAwait(false);
        }
    }

    /// <summary>Ends what was added while the site was up.</summary>
    public Task StopAddedAsync() => Task.WhenAll(_all.Values.Where(kept => kept.IsAdded).Select(kept => kept.Keeper.StopAsync(CancellationToken.None)));

    private async Task FollowAsync(IReadOnlyList<Service> wanted, List<Task> work, CancellationToken stop)
    {
        _changeable.UnionWith(wanted.Select(service => service.Name));
        foreach (Service service in wanted.Where(service => !_all.ContainsKey(service.Name)))
        {
            log($"{service.Name}: added");
            board.Add(new ServiceRecord(service.Name, Condition.Waiting, null, 0, 0, ""));
            ServiceKeeper keeper = keeperOf(service);
            await keeper.AdoptAsync(null, stop).ConfigureAwait(false);
            work.Add(Run(keeper, stop));
            _all[service.Name] = _all[service.Name] with { IsAdded = true };
        }
        foreach (Kept kept in _all.Values.Where(kept => _changeable.Contains(kept.Keeper.Name) && wanted.All(service => service.Name != kept.Keeper.Name)).ToArray())
        {
            log($"{kept.Keeper.Name}: taken away");
            await kept.Off.CancelAsync().ConfigureAwait(false);
            await kept.Loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await kept.Keeper.StopAsync(CancellationToken.None).ConfigureAwait(false);
            board.Remove(kept.Keeper.Name);
            _all.Remove(kept.Keeper.Name);
            kept.Off.Dispose();
        }
    }

    private sealed record Kept(ServiceKeeper Keeper, CancellationTokenSource Off, Task Loop, bool IsAdded = false);
}
