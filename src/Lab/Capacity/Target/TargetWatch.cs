using Npgsql;

namespace Seawall.Lab.Capacity;

/// <summary>What the target and this machine did during a step.</summary>
internal sealed record TargetUse(double? ServerCores, double? LaneCores, double? LaneWaitingCores, double ThrottledSeconds, double MachineCpu, double DiskBusy, ActivitySamples Activity);

/// <summary>Watches the target while steps run: its processes when it runs here, its sessions always.</summary>
internal sealed class TargetWatch : IAsyncDisposable
{
    private readonly ActivitySampler _sampler;
    private readonly ServerProcesses? _processes;
    private readonly TimeProvider _time;
    private IReadOnlyDictionary<int, ProcessTimes> _times = new Dictionary<int, ProcessTimes>();
    private MachineUse _machine = MachineUse.Now();
    private double _throttled;
    private long _since;

    private TargetWatch(ActivitySampler sampler, ServerProcesses? processes, string version, TimeProvider time)
    {
        (_sampler, _processes, _time, Version) = (sampler, processes, time, version);
        Allowance = processes is null ? null : CpuAllowance.Of(processes.Postmaster);
    }

    /// <summary>What the server may use; null when it runs elsewhere.</summary>
    public CpuAllowance? Allowance { get; private set; }

    public string Version { get; }

    public string? Fault => _sampler.Fault;

    public static async Task<TargetWatch> StartAsync(string target, TimeProvider time, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(target) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct).ConfigureAwait(false);
        ServerProcesses? processes = await ServerProcesses.FindAsync(connection, ct).ConfigureAwait(false);
        return new TargetWatch(await ActivitySampler.StartAsync(target, time, ct).ConfigureAwait(false), processes, connection.ServerVersion, time);
    }

    /// <summary>A step begins to be measured.</summary>
    public void Begin()
    {
        _ = _sampler.Take();
        Allowance = _processes is null ? null : CpuAllowance.Of(_processes.Postmaster);
        _times = _processes?.Times() ?? _times;
        _machine = MachineUse.Now();
        _throttled = Allowance?.ThrottledSeconds() ?? 0;
        _since = _time.GetTimestamp();
    }

    /// <summary>What happened since <see cref="Begin"/>.</summary>
    public TargetUse End()
    {
        double seconds = Math.Max(1e-3, _time.GetElapsedTime(_since).TotalSeconds);
        ActivitySamples activity = _sampler.Take();
        MachineUse machine = MachineUse.Now();
        ProcessTimes? all = null;
        ProcessTimes? lanes = null;
        if (_processes is not null)
        {
            IReadOnlyDictionary<int, ProcessTimes> now = _processes.Times();
            all = ServerProcesses.Between(_times, now);
            lanes = ServerProcesses.Between(_times, now, activity.Pids);
        }

        return new TargetUse(
            all?.OnCpu / 1e9 / seconds,
            lanes?.OnCpu / 1e9 / seconds,
            lanes?.Waiting / 1e9 / seconds,
            (Allowance?.ThrottledSeconds() ?? 0) - _throttled,
            machine.CpuSince(_machine),
            machine.DiskSince(_machine, seconds),
            activity);
    }

    public ValueTask DisposeAsync() => _sampler.DisposeAsync();
}
