using System.Globalization;

namespace Seawall.Topology;

/// <summary>
/// What a cluster's files say about its server: layout of postmaster.pid as in PostgreSQL's src/include/utils/pidfile.h
/// (line 1 the pid, line 8 the status).
/// </summary>
internal sealed class PostgresDataDirectory(string path)
{
    private const string Program = "postgres";

    private string PidFile => Path.Combine(path, "postmaster.pid");

    /// <summary>True once <see cref="MarkInitialized"/> ran: initdb that was killed half-way leaves no mark.</summary>
    public bool IsInitialized => File.Exists(Path.Combine(path, "seawall.conf"));

    /// <summary>The server that owns this directory, or null: a pid file whose pid belongs to some other program counts as stale.</summary>
    public ProcessIdentity? Postmaster() =>
        ReadPidFile() is [var first, ..]
        && int.TryParse(first, CultureInfo.InvariantCulture, out int pid)
        && WorkingFolder.Holds(path, Program, pid)
            ? ProcessIdentity.Of(pid)
            : null;

    public bool IsReady(int pid) =>
        ReadPidFile() is { Length: >= 8 } lines
        && lines[0].Trim() == pid.ToString(CultureInfo.InvariantCulture)
        && lines[7].Trim() == "ready";

    public void MarkInitialized(string settingsFile)
    {
        File.AppendAllText(Path.Combine(path, "postgresql.conf"), $"\ninclude = '{settingsFile}'\n");
        File.WriteAllText(Path.Combine(path, settingsFile), "");
    }

    public void DiscardHalfMade()
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>
    /// A killed postmaster may leave its pid file, its socket's lock file and backends that still hold the shared memory;
    /// each of them stops the next start. Only processes that work in this very directory are ended.
    /// </summary>
    public async Task ClearAfterCrashAsync(int port, CancellationToken ct)
    {
        if (Postmaster() is not null)
        {
            return;
        }
        foreach (ProcessIdentity orphan in WorkingFolder.Processes(path, Program))
        {
            orphan.Signal(ProcessSignal.Quit);
            if (!await orphan.WaitGoneAsync(TimeSpan.FromSeconds(3), ct).ConfigureAwait(false))
            {
                orphan.Signal(ProcessSignal.Kill);
                await orphan.WaitGoneAsync(TimeSpan.FromSeconds(3), ct).ConfigureAwait(false);
            }
        }
        File.Delete(PidFile);
        string socket = Path.Combine(PostgresSettings.SocketDirectory, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{port}"));
        File.Delete(socket + ".lock");
        File.Delete(socket);
    }

    private string[]? ReadPidFile()
    {
        try
        {
            return File.ReadAllLines(PidFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
