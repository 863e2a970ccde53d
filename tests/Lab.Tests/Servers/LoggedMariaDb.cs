using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MySqlConnector;
using Seawall.Testing;

namespace Seawall.Lab.Tests;

/// <summary>A real MariaDB of the test process's own that writes every statement into its slow log and its general log at once. It ends with the process.</summary>
internal sealed class LoggedMariaDb
{
    private static readonly Lazy<Task<LoggedMariaDb>> _shared = new(StartAsync);
    private readonly string _root;
    private readonly int _port;

    private LoggedMariaDb(string root, int port) => (_root, _port) = (root, port);

    public static Task<LoggedMariaDb> SharedAsync() => _shared.Value;

    public string SlowLog => Path.Combine(_root, "data", "slow.log");

    public string GeneralLog => Path.Combine(_root, "data", "general.log");

    public MySqlConnectionStringBuilder Settings => new()
    {
        Server = "127.0.0.1",
        Port = (uint)_port,
        UserID = "root",
        Pooling = false,
        SslMode = MySqlSslMode.Disabled,
        AllowUserVariables = true,
    };

    /// <summary>Copies a log once it holds the text; what the server wrote behind it is left out.</summary>
    public static async Task<byte[]> ReadToAsync(string log, byte[] text)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            byte[] bytes = await ReadAllAsync(log);
            int at = bytes.AsSpan().IndexOf(text);
            int end = at < 0 ? -1 : bytes.AsSpan(at).IndexOf((byte)'\n');
            if (end >= 0)
            {
                return bytes[..(at + end + 1)];
            }

            try
            {
                await Task.Delay(20, timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{log}: expected the last statement, found {bytes.Length} bytes without it");
            }
        }
    }

    private static async Task<byte[]> ReadAllAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    private static async Task<LoggedMariaDb> StartAsync()
    {
        string root = Directory.CreateTempSubdirectory("seawall-test-mariadb-").FullName;
        string data = Path.Combine(root, "data");
        int port = FreePort.Next();

        // As root it becomes the package's own user, who must reach its folder.
        string[] user = Environment.UserName == "root" ? ["--user=mysql"] : [];
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        }

        using (Process install = Start("mariadb-install-db", ["--no-defaults", .. user, $"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"]))
        {
            await install.WaitForExitAsync();
            if (install.ExitCode != 0)
            {
                throw new InvalidOperationException($"mariadb-install-db ended with {install.ExitCode}: {await install.StandardError.ReadToEndAsync()}");
            }
        }

        Process server = Start(File.Exists("/usr/sbin/mariadbd") ? "/usr/sbin/mariadbd" : "mariadbd",
        [
            "--no-defaults", .. user, $"--datadir={data}", string.Create(CultureInfo.InvariantCulture, $"--port={port}"), "--bind-address=127.0.0.1",
            $"--socket={data}/server.sock", $"--pid-file={data}/server.pid", $"--log-error={data}/error.log", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M", "--performance-schema=OFF", "--max-allowed-packet=64M",
            "--slow-query-log=1", $"--slow-query-log-file={data}/slow.log", "--long-query-time=0", "--log-slow-verbosity=full", "--log-slow-admin-statements=1",
            "--general-log=1", $"--general-log-file={data}/general.log",
        ]);
        ExitGuard.Watch(server.Id, root);
        var started = new LoggedMariaDb(root, port);
        await started.WaitAsync(server);
        return started;
    }

    private async Task WaitAsync(Process server)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                await using var connection = new MySqlConnection(Settings.ConnectionString);
                await connection.OpenAsync(timeout.Token);
                return;
            }
            catch (MySqlException e)
            {
                if (server.HasExited || timeout.IsCancellationRequested)
                {
                    string log = Path.Combine(_root, "data", "error.log");
                    throw new InvalidOperationException($"starting MariaDB: expected a connection on port {_port}, got {e.Message}; {(File.Exists(log) ? await File.ReadAllTextAsync(log) : "no error log")}");
                }

                await Task.Delay(50);
            }
        }
    }

    private static Process Start(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{program} cannot be started ({e.Message}): ./seawall test installs mariadb-server", e);
        }
    }
}
