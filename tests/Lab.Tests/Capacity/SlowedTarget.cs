using System.Globalization;
using Npgsql;
using Seawall.Testing;
using Seawall.Topology;

namespace Seawall.Lab.Tests;

/// <summary>A PostgreSQL server of one test's own, bound to one processor and, where the system lets us, to a quota of it.</summary>
internal sealed class SlowedTarget : IAsyncDisposable
{
    private readonly PostgresInstance _instance;
    private readonly string _root;
    private readonly int _postmaster;
    private string? _group;

    private SlowedTarget(PostgresInstance instance, string root, int postmaster)
    {
        (_instance, _root, _postmaster) = (instance, root, postmaster);
        ConnectionString = instance.ConnectionString("postgres", "test", "target");
    }

    public string ConnectionString { get; }

    public int Port => _instance.Options.Port;

    public static async Task<SlowedTarget> StartAsync(string schema)
    {
        string root = Directory.CreateTempSubdirectory("seawall-test-slowed-").FullName;
        PostgresInstance instance = await PostgresInstance.OpenAsync(
            new PostgresOptions
            {
                Name = "target",
                Port = FreePort.Next(),
                DataDirectory = Path.Combine(root, "data"),
                LogFile = Path.Combine(root, "server.log"),
                AdminPassword = "test",
                SharedBuffers = 64,
                Durable = false,
            },
            CancellationToken.None);
        await instance.InitAsync(CancellationToken.None);

        // No parallel workers and no compiling: a statement asks one core, the same every time.
        await File.AppendAllTextAsync(Path.Combine(instance.Options.DataDirectory, "postgresql.auto.conf"), "max_parallel_workers_per_gather = 0\njit = off\nautovacuum = off\n");
        ProcessIdentity server = await instance.StartAsync(CancellationToken.None);
        ExitGuard.Watch(server.Pid, root);
        var target = new SlowedTarget(instance, root, server.Pid);
        target.MakeGroup();
        await target.ExecuteAsync(schema);
        await target.ExecuteAsync(
            """
            CREATE TABLE public.seawall_test_site (
                only_row boolean PRIMARY KEY DEFAULT true, system_identifier text NOT NULL, source text NOT NULL,
                source_system_identifier text, created_at timestamptz NOT NULL);
            INSERT INTO public.seawall_test_site SELECT true, system_identifier::text, 'test', 'another', now() FROM pg_control_system();
            """);
        return target;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<double> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToDouble(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>All of the server's processes, and those it will start, run on this processor only.</summary>
    public Task BindAsync(int processor) => RunAsync("taskset", "-acp", processor.ToString(CultureInfo.InvariantCulture));

    /// <summary>The server as a whole gets at most this many cores' worth of time.</summary>
    public void Allow(double cores) => Cgroup.Allow(_group!, cores);

    /// <summary>A cgroup of its own that goes before all others: what else the machine does must not be what is measured.</summary>
    private void MakeGroup()
    {
        if (Cgroup.Root is not null)
        {
            _group = Path.Combine(Cgroup.Root, string.Create(CultureInfo.InvariantCulture, $"seawall-test-{_postmaster}"));
            Directory.CreateDirectory(_group);
            Cgroup.Prefer(_group);
            foreach (int pid in Processes().ToArray())
            {
                try
                {
                    File.WriteAllText(Path.Combine(_group, "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));
                }
                catch (IOException)
                {
                    // A process that ended meanwhile.
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _instance.StopAsync(CancellationToken.None);
        if (_group is not null)
        {
            Directory.Delete(_group);
        }

        Directory.Delete(_root, recursive: true);
    }

    private IEnumerable<int> Processes() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int pid) ? pid : 0)
        .Where(pid => pid == _postmaster || (pid > 0 && ParentOf(pid) == _postmaster));

    private async Task RunAsync(string program, params string[] arguments)
    {
        foreach (int pid in Processes().ToArray())
        {
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, [.. arguments, pid.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await process.WaitForExitAsync();
        }
    }

    private static int ParentOf(int pid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}

/// <summary>Where processor quotas are set on this system.</summary>
internal static class Cgroup
{
    /// <summary>The folder to make groups in; null when there is none that may be written.</summary>
    public static string? Root { get; } = new[] { "/sys/fs/cgroup/cpu", "/sys/fs/cgroup" }.FirstOrDefault(CanHold);

    public static void Allow(string group, double cores)
    {
        if (File.Exists(Path.Combine(group, "cpu.max")))
        {
            File.WriteAllText(Path.Combine(group, "cpu.max"), string.Create(CultureInfo.InvariantCulture, $"{(int)(cores * 20_000)} 20000"));
            return;
        }

        // Short periods, so that a stop is short beside a step.
        File.WriteAllText(Path.Combine(group, "cpu.cfs_period_us"), "20000");
        File.WriteAllText(Path.Combine(group, "cpu.cfs_quota_us"), string.Create(CultureInfo.InvariantCulture, $"{(int)(cores * 20_000)}"));
    }

    public static void Prefer(string group)
    {
        bool second = File.Exists(Path.Combine(group, "cpu.weight"));
        File.WriteAllText(Path.Combine(group, second ? "cpu.weight" : "cpu.shares"), second ? "10000" : "262144");
    }

    private static bool CanHold(string root)
    {
        string probe = Path.Combine(root, $"seawall-probe-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(probe);
            bool holds = File.Exists(Path.Combine(probe, "cpu.cfs_quota_us")) || File.Exists(Path.Combine(probe, "cpu.max"));
            Directory.Delete(probe);
            return holds;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>A fact that needs a processor quota and two processors; left out, with the reason, where there are none.</summary>
public sealed class QuotaFactAttribute : FactAttribute
{
    public QuotaFactAttribute()
    {
        if (Cgroup.Root is null)
        {
            Skip = "cgroups with a processor quota cannot be made here; run as root on Linux";
        }
        else if (Environment.ProcessorCount < 2)
        {
            Skip = "server and generator need a processor each";
        }
    }
}
