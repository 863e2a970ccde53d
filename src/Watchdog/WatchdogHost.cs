using Seawall.Topology;

namespace Seawall.Watchdog;

/// <summary>
/// Brings a site up stage by stage, keeps it up, and takes it down in reverse order when cancelled. When it is killed instead,
/// its children serve on and the next one adopts them. While it is up, services come and go as <paramref name="changeable"/> says.
/// </summary>
public sealed class WatchdogHost(SeawallHome home, SiteTopology topology, IReadOnlyList<Stage> stages, TimeProvider time, Action<string> log, IAlertSink? alerts = null,
    IWatchdogDuty? duty = null, Func<IReadOnlyList<Service>>? changeable = null)
{
    /// <summary>Returns false when another watchdog has the home, or the start failed; the state file says why.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        home.Create();
        using FileStream? held = TryLock();
        if (held is null)
        {
            log("another watchdog has this home");
            return false;
        }
        SiteState former = StateFile.Read(home);
        var board = new StateBoard(home, Opening(former));
        board.Set(SitePhase.Starting, "starting");
        if (duty is not null)
        {
            await duty.BeginAsync(ct).ConfigureAwait(false);
        }
        var holds = new HoldFiles(home);
        ServiceKeeper KeeperOf(Service service) => new(service, board, holds, time, log, alerts);
        ServiceKeeper[][] keepers = [.. stages.Select(stage => stage.Services.Select(KeeperOf).ToArray())];
        return await WatchAsync(former, board, keepers, new ServiceCrew(board, KeeperOf, time, log), ct).ConfigureAwait(false);
    }

    private async Task<bool> WatchAsync(SiteState former, StateBoard board, ServiceKeeper[][] keepers, ServiceCrew crew, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var loops = new List<Task>();
        string? failure = null;
        Task beside = duty?.RunAsync(stop.Token) ?? Task.CompletedTask;
        try
        {
            await AdoptAsync(former, keepers, stop.Token).ConfigureAwait(false);
            for (int i = 0; i < stages.Count; i++)
            {
                loops.AddRange(keepers[i].Select(keeper => crew.Run(keeper, stop.Token)));
                await BringUpAsync(stages[i], keepers[i], board, loops, stop.Token).ConfigureAwait(false);
            }
            board.Set(SitePhase.Up, "");
            log("up");
            if (changeable is not null)
            {
                loops.Add(crew.FollowAsync(changeable, stop.Token));
            }
            await Task.WhenAny(loops.Append(Task.Delay(Timeout.Infinite, stop.Token))).Unwrap().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            failure = e.Message;
            log($"giving up: {failure}");
        }
        board.Set(SitePhase.Stopping, "stopping");
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        await beside.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await crew.StopAddedAsync().ConfigureAwait(false);
        foreach (ServiceKeeper[] stage in keepers.Reverse())
        {
            await Task.WhenAll(stage.Select(keeper => keeper.StopAsync(CancellationToken.None))).ConfigureAwait(false);
        }
        await HomeProcesses.EndAllAsync(home, spareWatchdog: true, CancellationToken.None).ConfigureAwait(false);
        board.Set(failure is null ? SitePhase.Down : SitePhase.Failed, failure ?? "");
        log("down");
        return failure is null;
    }

    /// <summary>Processes of a former watchdog that this topology no longer has are ended before anything starts in their place.</summary>
    private async Task AdoptAsync(SiteState former, ServiceKeeper[][] keepers, CancellationToken ct)
    {
        Dictionary<string, ServiceRecord> records = former.Services.ToDictionary(record => record.Name);
        foreach (ServiceKeeper keeper in keepers.SelectMany(stage => stage))
        {
            records.Remove(keeper.Name, out ServiceRecord? record);
            await keeper.AdoptAsync(record, ct).ConfigureAwait(false);
        }
        foreach (ServiceRecord left in records.Values)
        {
            if (left.Process is { } process && process.IsAlive())
            {
                log($"{left.Name}: not in this topology, ending it");
                await StopStep.EndAsync(process, StopStep.Postgres, ct).ConfigureAwait(false);
            }
        }
    }

    private async Task BringUpAsync(Stage stage, ServiceKeeper[] keepers, StateBoard board, List<Task> loops, CancellationToken ct)
    {
        if (stage.Work is { } work)
        {
            var progress = new BoardProgress(board, log);
            await work(progress, ct).ConfigureAwait(false);
        }
        if (keepers.Length > 0)
        {
            board.Set(SitePhase.Starting, $"{stage.Name}: {string.Join(", ", keepers.Select(keeper => keeper.Name))}");
            Task healthy = Task.WhenAll(keepers.Select(keeper => keeper.FirstHealthy));
            // A keeper's loop ends early only by a bug or by cancellation: either must end the wait.
            await Task.WhenAny(loops.Append(healthy).Append(Task.Delay(Timeout.Infinite, ct))).Unwrap().ConfigureAwait(false);
        }
    }

    private SiteState Opening(SiteState former) => new()
    {
        Watchdog = ProcessIdentity.Of(Environment.ProcessId) ?? default,
        StartedUnix = time.GetUtcNow().ToUnixTimeSeconds(),
        Topology = topology.Path,
        Services =
        [
            .. stages.SelectMany(stage => stage.Services).Select(service =>
                former.Services.FirstOrDefault(record => record.Name == service.Name) is { } record
                    ? record with { Condition = record.Process is null ? Condition.Waiting : Condition.Starting }
                    : new ServiceRecord(service.Name, Condition.Waiting, null, 0, 0, "")),
        ],
    };

    private FileStream? TryLock()
    {
        try
        {
            return new FileStream(Path.Combine(home.Root, "watchdog.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Writes at once, in order; <see cref="Progress{T}"/> would post to the thread pool.</summary>
    private sealed class BoardProgress(StateBoard board, Action<string> log) : IProgress<string>
    {
        public void Report(string value)
        {
            board.Set(SitePhase.Starting, value);
            log(value);
        }
    }
}
