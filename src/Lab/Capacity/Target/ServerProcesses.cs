using System.Globalization;
using Npgsql;

namespace Seawall.Lab.Capacity;

/// <summary>Processor time of a server's processes: running, and ready but waiting for a processor, in nanoseconds.</summary>
internal readonly record struct ProcessTimes(long OnCpu, long Waiting);

/// <summary>The server's processes on this machine, known only when it is proved that it runs here.</summary>
internal sealed class ServerProcesses
{
    private ServerProcesses(int postmaster) => Postmaster = postmaster;

    public int Postmaster { get; }

    /// <summary>
    /// Null when the server runs elsewhere. It runs here when the connection's backend is a process of this machine whose parent is the
    /// postmaster that the data directory names.
    /// </summary>
    public static async Task<ServerProcesses?> FindAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_backend_pid(), current_setting('data_directory')", connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            await reader.ReadAsync(ct).ConfigureAwait(false);
            int parent = ParentOf(reader.GetInt32(0));
            string file = Path.Combine(reader.GetString(1), "postmaster.pid");
            return parent > 0 && File.Exists(file) && int.TryParse((await File.ReadAllLinesAsync(file, ct).ConfigureAwait(false))[0], CultureInfo.InvariantCulture, out int named) && named == parent
                ? new ServerProcesses(parent)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PostgresException)
        {
            return null;
        }
    }

    /// <summary>The postmaster and its children now.</summary>
    public IReadOnlyDictionary<int, ProcessTimes> Times()
    {
        var times = new Dictionary<int, ProcessTimes> { [Postmaster] = Of(Postmaster) };
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && ParentOf(pid) == Postmaster)
            {
                times[pid] = Of(pid);
            }
        }

        return times;
    }

    /// <summary>What was used between two looks by all processes, or by some of them.</summary>
    public static ProcessTimes Between(IReadOnlyDictionary<int, ProcessTimes> before, IReadOnlyDictionary<int, ProcessTimes> after, IReadOnlySet<int>? only = null)
    {
        long onCpu = 0;
        long waiting = 0;
        foreach ((int pid, ProcessTimes now) in after)
        {
            if (only is null || only.Contains(pid))
            {
                ProcessTimes then = before.GetValueOrDefault(pid);
                onCpu += Math.Max(0, now.OnCpu - then.OnCpu);
                waiting += Math.Max(0, now.Waiting - then.Waiting);
            }
        }

        return new ProcessTimes(onCpu, waiting);
    }

    private static ProcessTimes Of(int pid)
    {
        string[] fields = Read($"/proc/{pid}/schedstat").Split(' ');
        return fields.Length >= 2 && long.TryParse(fields[0], CultureInfo.InvariantCulture, out long on) && long.TryParse(fields[1], CultureInfo.InvariantCulture, out long waiting)
            ? new ProcessTimes(on, waiting)
            : default;
    }

    /// <summary>0 when there is no such process. The name in the second field may hold blanks and brackets itself, so the last bracket counts.</summary>
    private static int ParentOf(int pid)
    {
        string text = Read($"/proc/{pid}/stat");
        int bracket = text.LastIndexOf(')');
        string[] fields = bracket < 0 ? [] : text[(bracket + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 && int.TryParse(fields[1], CultureInfo.InvariantCulture, out int parent) ? parent : 0;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
