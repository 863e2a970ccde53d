using System.Globalization;

namespace Seawall.Topology;

/// <summary>
/// One process for all time: a pid is reused, a pid with its start tick (field 22 of /proc/PID/stat, proc(5)) and the boot it belongs to is not.
/// </summary>
public readonly record struct ProcessIdentity(int Pid, long StartTicks, string BootId)
{
    private static readonly string _bootId = ReadBootId();

    /// <summary>The identity of a running process, or null when there is none or it is a zombie.</summary>
    public static ProcessIdentity? Of(int pid) =>
        ReadStat(pid) is { } stat && stat.State is not ('Z' or 'X') ? new ProcessIdentity(pid, stat.StartTicks, _bootId) : null;

    /// <summary>Whether this very process runs; a zombie or another process that got its pid does not count.</summary>
    public bool IsAlive() => BootId == _bootId && Of(Pid) is { } now && now.StartTicks == StartTicks;

    /// <summary>Sends a signal to this very process; false when it is gone.</summary>
    public bool Signal(ProcessSignal signal) => IsAlive() && Libc.Kill(Pid, (int)signal) == 0;

    /// <summary>Waits until the process is gone; false when it still runs after the time given.</summary>
    public async Task<bool> WaitGoneAsync(TimeSpan limit, CancellationToken ct)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (IsAlive())
        {
            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                return false;
            }
            await Task.Delay(20, ct).ConfigureAwait(false);
        }
        return true;
    }

    private static (char State, long StartTicks)? ReadStat(int pid)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            // The name in parentheses may hold spaces and parentheses itself, so fields are counted from the last one.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string ReadBootId()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "unknown";
    }
}

/// <summary>The signals that Seawall sends, by their Linux numbers.</summary>
public enum ProcessSignal
{
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
