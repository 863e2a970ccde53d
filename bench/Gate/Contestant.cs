using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Seawall.GateBench;

/// <summary>A way to the server: none in the middle, the gate, or PgBouncer.</summary>
internal sealed class Contestant(string name, int port, Process? process)
{
    private const double TicksPerSecond = 100;
    private const string Tls = " under TLS";

    public string Name => name;

    public int Port => port;

    /// <summary>Whether its clients speak TLS.</summary>
    public bool IsTls => name.EndsWith(Tls, StringComparison.Ordinal);

    /// <summary>The peer that a gate of this name is compared with.</summary>
    public static string PeerOf(string gate) => gate.EndsWith(Tls, StringComparison.Ordinal) ? "pgbouncer" + Tls : "pgbouncer";

    /// <summary>User and system time of the process in seconds, from /proc/PID/stat.</summary>
    public (double User, double System) CpuSeconds()
    {
        if (process is null)
            return default;
        string stat = File.ReadAllText($"/proc/{process.Id}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) / TicksPerSecond, double.Parse(fields[12], CultureInfo.InvariantCulture) / TicksPerSecond);
    }

    public static Contestant Direct(Stage stage) => new("direct", stage.ServerPort, process: null);

    public static Contestant Gate(Stage stage, bool capture, bool tls = false)
    {
        int port = Stage.FreePort();
        string directory = Directory.CreateDirectory(Path.Combine(stage.Directory, (tls ? "tls-" : "") + (capture ? "capture" : "gate"))).FullName;
        string[] arguments = ["serve", $"{port}", $"{stage.ServerPort}", directory, .. tls ? [stage.Certificate, stage.Key] : Array.Empty<string>()];
        return Start((capture ? "gate with capture" : "gate") + (tls ? Tls : ""), port, Environment.ProcessPath!, arguments);
    }

    /// <summary>PgBouncer in session mode, as user nobody since it refuses root; null when it is not installed.</summary>
    public static Contestant? PgBouncer(Stage stage, bool tls = false)
    {
        if (!File.Exists("/usr/sbin/pgbouncer"))
            return null;
        int port = Stage.FreePort();
        string directory = Directory.CreateDirectory(Path.Combine(stage.Directory, tls ? "pgbouncer-tls" : "pgbouncer")).FullName;
        File.WriteAllText(Path.Combine(directory, "users.txt"), $"\"postgres\" \"{Stage.Password}\"\n");
        string settings = Path.Combine(directory, "pgbouncer.ini");
        File.WriteAllText(settings, $"""
            [databases]
            * = host=127.0.0.1 port={stage.ServerPort}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = {directory}/users.txt
            pool_mode = session
            default_pool_size = 64
            max_client_conn = 200
            {(tls ? $"client_tls_sslmode = require\nclient_tls_cert_file = {stage.Certificate}\nclient_tls_key_file = {stage.Key}" : "")}
            """);
        string[] asNobody = Environment.UserName == "root" ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] : [];
        string[] command = [.. asNobody, "/usr/sbin/pgbouncer", "-q", settings];
        return Start("pgbouncer" + (tls ? Tls : ""), port, command[0], command[1..]);
    }

    public async Task StopAsync()
    {
        if (process is null)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static Contestant Start(string name, int port, string program, string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = name.StartsWith("pgbouncer", StringComparison.Ordinal) })!;
        long deadline = Stopwatch.GetTimestamp() + 10 * Stopwatch.Frequency;
        while (true)
        {
            try
            {
                using TcpClient probe = new("127.0.0.1", port);
                return new Contestant(name, port, process);
            }
            catch (SocketException) when (Stopwatch.GetTimestamp() < deadline && !process.HasExited)
            {
                Thread.Sleep(50);
            }
        }
    }
}
