using Npgsql;

namespace Seawall.Lab.Capacity;

/// <summary>What the target and this machine did during a step.</summary>
internal sealed record TargetUse(double? ServerCores, double? LaneCores, double? LaneWaitingCores, double ThrottledSeconds, double MachineCpu, double DiskBusy, ActivitySamples Activity, DatabaseUse? Database = null);

/// <summary>Watches the target while steps run: its processes when it runs here, its sessions always.</summary>
internal sealed class TargetWatch : IAsyncDisposable
{
    private readonly ActivitySampler _sampler;
    private readonly ServerProcesses? _processes;
    private readonly NpgsqlConnection _connection;
    private readonly TimeProvider _time;
    private IReadOnlyDictionary<int, ProcessTimes> _times = new Dictionary<int, ProcessTimes>();
    private MachineUse _machine = MachineUse.Now();
    private double _throttled;
    private long _since;
    private DatabaseCounters? _counted;

    private TargetWatch(ActivitySampler sampler, ServerProcesses? processes, NpgsqlConnection connection, TimeProvider time)
    {
        (_sampler, _processes, _connection, _time) = (sampler, processes, connection, time);
        Allowance = processes is null ? null : CpuAllowance.Of(processes.Postmaster);
    }

    /// <summary>What the server may use; null when it runs elsewhere.</summary>
    public CpuAllowance? Allowance { get; private set; }

    public string? Fault => _sampler.Fault;

    public static async Task<TargetWatch> StartAsync(string target, TimeProvider time, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(target) { Pooling = false, ApplicationName = "seawall-watch", CommandTimeout = 10 }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct).ConfigureAwait(false);
            ServerProcesses? processes = await ServerProcesses.FindAsync(connection, ct).ConfigureAwait(false);
            return new TargetWatch(await ActivitySampler.StartAsync(target, time, ct).ConfigureAwait(false), processes, connection, time);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A step begins to be measured.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        _counted = await DatabaseCounters.ReadAsync(_connection, ct).ConfigureAwait(false);
        _ = _sampler.Take();
        Allowance = _processes is null ? null : CpuAllowance.Of(_processes.Postmaster);
        _times = _processes?.Times() ?? _times;
        _machine = MachineUse.Now();
        _throttled = Allowance?.ThrottledSeconds() ?? 0;
        _since = _time.GetTimestamp();
    }

    /// <summary>What happened since <see cref="BeginAsync"/>.</summary>
    public async Task<TargetUse> EndAsync(CancellationToken ct)
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

        DatabaseCounters? counted = await DatabaseCounters.ReadAsync(_connection, ct).ConfigureAwait(false);
        return new TargetUse(
            all?.OnCpu / 1e9 / seconds,
            lanes?.OnCpu / 1e9 / seconds,
            lanes?.Waiting / 1e9 / seconds,
            (Allowance?.ThrottledSeconds() ?? 0) - _throttled,
            machine.CpuSince(_machine),
            machine.DiskSince(_machine, seconds),
            activity,
            _counted is { } then ? counted?.Since(then, seconds) : null);
    }

    public async ValueTask DisposeAsync()
    {
        await _sampler.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }
}
