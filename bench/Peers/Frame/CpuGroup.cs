using System.Globalization;

namespace Seawall.Peers;

/// <summary>A control group that holds what is started in it to a share of a core, however much of it there is; gone when disposed, by when its programs must have ended.</summary>
internal sealed class CpuGroup : IDisposable
{
    private const string Groups = "/sys/fs/cgroup/cpu";
    private const int PeriodMicros = 10_000;

    private readonly string _folder;

    private CpuGroup(string folder) => _folder = folder;

    /// <summary>Whether this machine has control groups that may be written.</summary>
    public static bool IsAvailable => File.Exists(Path.Combine(Groups, "cpu.cfs_quota_us"));

    public static async Task<CpuGroup> MakeAsync(double cores, CancellationToken ct)
    {
        CpuGroup group = new(Path.Combine(Groups, $"seawall-bench-{Environment.ProcessId}"));
        Directory.CreateDirectory(group._folder);
        await File.WriteAllTextAsync(Path.Combine(group._folder, "cpu.cfs_period_us"), PeriodMicros.ToString(CultureInfo.InvariantCulture), ct);
        await File.WriteAllTextAsync(Path.Combine(group._folder, "cpu.cfs_quota_us"), ((int)(PeriodMicros * cores)).ToString(CultureInfo.InvariantCulture), ct);
        return group;
    }

    /// <summary>The command that runs another one in the group: a shell joins it before it becomes that one.</summary>
    public IReadOnlyList<string> Around(IReadOnlyList<string> command) => ["/bin/sh", "-c", $"echo $$ > {_folder}/cgroup.procs; exec \"$@\"", "sh", .. command];

    public void Dispose() => Directory.Delete(_folder);
}
