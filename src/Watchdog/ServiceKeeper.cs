using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Seawall.Topology;

namespace Seawall.Watchdog;

/// <summary>Keeps one service running: looks, lets <see cref="Supervisor"/> decide, acts, writes down, waits.</summary>
internal sealed class ServiceKeeper(Service service, StateBoard board, HoldFiles holds, TimeProvider time, Action<string> log, IAlertSink? alerts = null)
{
    private const int StartTries = 3;

    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _commandHash = HashOf(service.Command);
    private ServiceState _state = new();
    private ProcessIdentity? _process;
    private Process? _child;
    private Task _gone = Task.CompletedTask;
    private DateTimeOffset _started;
    private DateTimeOffset _looked;
    private int _lastPid;

    /// <summary>Completes when the service is healthy for the first time; fails when it crashes again and again before that.</summary>
    public Task FirstHealthy => _up.Task;

    public string Name => service.Name;

    /// <summary>Takes over the process of a former watchdog, if it still runs and was started by the same command; ends it otherwise.</summary>
    public async Task AdoptAsync(ServiceRecord? record, CancellationToken ct)
    {
        ProcessIdentity? found = record?.Process is { } known && known.IsAlive() ? known : service.Find();
        if (found is not { } process)
        {
            return;
        }
        if (record is not null && record.CommandHash.Length > 0 && record.CommandHash != _commandHash)
        {
            log($"{Name}: the running process was started by another command; starting it anew");
            await StopStep.EndAsync(process, service.Stop, ct).ConfigureAwait(false);
            return;
        }
        _process = process;
        _gone = WaitGoneAsync(process, ct);
        _started = record is { StartedUnix: > 0 } ? DateTimeOffset.FromUnixTimeSeconds(record.StartedUnix) : time.GetUtcNow();
        _state = ServiceState.Adopted(record?.Restarts ?? 0, time.GetUtcNow());
        log($"{Name}: adopted pid {process.Pid}");
        Publish();
    }

    /// <summary>Runs until cancelled; the process is left running then.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            Observation seen = await LookAsync(ct).ConfigureAwait(false);
            Decision decision = Supervisor.Decide(_state, seen, service.Policy);
            int pid = _process?.Pid ?? _lastPid;
            Note(decision);
            if (TroubleSense.Of(_state, decision, _looked, seen.Now, StartTries, _up.Task.IsCompletedSuccessfully) is { } trouble)
            {
                Raise(trouble, decision.State, seen.Now, pid);
            }
            _looked = seen.Now;
            _state = decision.State;
            await ActAsync(decision.Act, ct).ConfigureAwait(false);
            Publish();
            ServiceLog.RotateWhenLarge(service.Command.LogPath);
            await WaitAsync(decision.LookAgain, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the process, politely first.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (_process is { } process && !await StopStep.EndAsync(process, service.Stop, ct).ConfigureAwait(false))
        {
            log($"{Name}: pid {process.Pid} could not be ended");
        }
        _process = null;
        _state = new ServiceState { Starts = _state.Starts };
        Publish();
    }

    private async Task<Observation> LookAsync(CancellationToken ct)
    {
        bool probed = _process is { } process && process.IsAlive() && _state.Condition != Condition.Ending;
        ProbeResult? probe = probed ? await service.Probe(ct).ConfigureAwait(false) : null;
        bool alive = _process is { } still && still.IsAlive();
        if (!alive)
        {
            // What is gone is not waited for any more.
            _lastPid = _process?.Pid ?? _lastPid;
            _process = null;
        }
        // Looked for after the process: who holds a service holds it first and kills it then.
        DateTimeOffset now = time.GetUtcNow();
        return new Observation(now, alive, probe, !alive && holds.Find(Name, now) is not null);
    }

    private async Task ActAsync(SupervisionAct act, CancellationToken ct)
    {
        switch (act)
        {
            case SupervisionAct.Start:
                await StartAsync(ct).ConfigureAwait(false);
                break;
            case SupervisionAct.End:
                _process?.Signal(service.Stop[0].Signal);
                break;
            case SupervisionAct.Kill:
                // A killed postmaster leaves its children behind, so its last step is its own immediate shutdown.
                _process?.Signal(service.Stop[^1].Signal);
                break;
        }
    }

    private async Task StartAsync(CancellationToken ct)
    {
        _process = null;
        try
        {
            await service.Prepare(ct).ConfigureAwait(false);
            _child?.Dispose();
            _child = service.Command.Start();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log($"{Name}: could not be started: {e.Message}");
            alerts?.Raise(new ServiceEvent(Name, ServiceTrouble.NotStarted, time.GetUtcNow(), $"{Name} could not be started: {e.Message}", "") { Log = service.Command.LogPath });
            return;
        }
        _started = time.GetUtcNow();
        _process = ProcessIdentity.Of(_child.Id);
        _gone = _child.WaitForExitAsync(ct);
        log(string.Create(CultureInfo.InvariantCulture, $"{Name}: started, pid {_child.Id}"));
    }

    /// <summary>Waits for the next look, or less when the process ends before.</summary>
    private async Task WaitAsync(TimeSpan limit, CancellationToken ct)
    {
        if (_process is null)
        {
            await Task.Delay(limit, time, ct).ConfigureAwait(false);
            return;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(_gone, Task.Delay(limit, time, either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
    }

    private void Note(Decision decision)
    {
        if (decision.State.Crashes > _state.Crashes)
        {
            log($"{Name}: ended{ExitWords()}; its log ends:\n{ServiceLog.Tail(service.Command.LogPath)}");
            if (decision.State.Crashes >= StartTries)
            {
                _up.TrySetException(new InvalidOperationException(
                    $"{Name} ended {decision.State.Crashes} times while starting; its log {service.Command.LogPath} ends:\n{ServiceLog.Tail(service.Command.LogPath)}"));
            }
        }
        if (decision.State.Condition != _state.Condition && decision.State.Condition is Condition.Healthy or Condition.Unhealthy)
        {
            log($"{Name}: {(decision.State.Condition == Condition.Healthy ? "healthy" : "unhealthy")}");
        }
        if (decision.State.Condition != _state.Condition && decision.State.Condition == Condition.Held)
        {
            log($"{Name}: left down, {holds.Find(Name, decision.State.Since)?.Reason}");
        }
        if (decision.State.Condition == Condition.Healthy)
        {
            _up.TrySetResult();
        }
        if (decision.Act == SupervisionAct.End)
        {
            log($"{Name}: hung (no answer to {decision.State.Silent} probes), ending it");
        }
    }

    private string ExitWords() => _child is { HasExited: true } ? string.Create(CultureInfo.InvariantCulture, $" with exit code {_child.ExitCode}") : "";

    private void Raise(ServiceTrouble trouble, ServiceState state, DateTimeOffset now, int pid)
    {
        string what = trouble switch
        {
            ServiceTrouble.Crashed => $"{Name} ended{ExitWords()} and is started again",
            ServiceTrouble.GivenUp => $"{Name} ended{ExitWords()}, {state.Crashes} times in a row; the start of the site is given up",
            ServiceTrouble.Silent => $"{Name} gives no answer to {state.Silent} probes",
            ServiceTrouble.Hung => $"{Name} hung, no answer to {state.Silent} probes, and is started again",
            ServiceTrouble.Unwell => $"{Name} answers that it can't serve",
            ServiceTrouble.Held => $"{Name} is left down: {holds.Find(Name, now)?.Reason}",
            _ => $"{Name} is healthy{(state.Restarts > 0 ? string.Create(CultureInfo.InvariantCulture, $", restarted {state.Restarts}×") : "")}",
        };
        string lastWords = trouble == ServiceTrouble.Over ? "" : ServiceLog.Tail(service.Command.LogPath, lines: 20);
        alerts?.Raise(new ServiceEvent(Name, trouble, now, what, lastWords) { Pid = pid, Restarts = state.Restarts, Log = service.Command.LogPath });
    }

    private void Publish() => board.Set(new ServiceRecord(
        Name, _state.Condition, _process, _state.Restarts, _process is null ? 0 : _started.ToUnixTimeSeconds(), _commandHash));

    private static async Task WaitGoneAsync(ProcessIdentity process, CancellationToken ct)
    {
        while (process.IsAlive())
        {
            await Task.Delay(250, ct).ConfigureAwait(false);
        }
    }

    private static string HashOf(DetachedCommand command) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', command.Arguments.Prepend(command.File)))))[..16];
}
