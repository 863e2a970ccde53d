using System.Globalization;

namespace Seawall.Peers.MySql;

/// <summary>A private MariaDB under the work folder that writes every statement into a slow log; gone with the bench.</summary>
internal sealed class MariaDbServer : IAsyncDisposable
{
    private readonly PeerProcess _process;
    private readonly int _port;

    private MariaDbServer(PeerProcess process, int port, string data) => (_process, _port, Data) = (process, port, data);

    public string Data { get; }

    public static async Task<MariaDbServer> StartAsync(BenchContext context, CancellationToken ct)
    {
        string data = Path.Combine(context.Folder("mariadb"), "data");
        int port = BenchServer.FreePort();
        string program = File.Exists("/usr/sbin/mariadbd") ? "/usr/sbin/mariadbd" : "mariadbd";

        // As root it becomes the package's own user.
        string[] user = Environment.UserName == "root" ? ["--user=mysql"] : [];
        await PeerRun.OfAsync(["mariadb-install-db", "--no-defaults", .. user, $"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"], ct);
        PeerProcess process = PeerProcess.Start(context, "mariadb",
        [
            program, "--no-defaults", .. user, $"--datadir={data}", $"--socket={data}/server.sock", $"--pid-file={data}/server.pid",
            string.Create(CultureInfo.InvariantCulture, $"--port={port}"), "--bind-address=127.0.0.1", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0",
            "--slow-query-log=1", $"--slow-query-log-file={data}/slow.log", "--long-query-time=0", "--log-slow-admin-statements=1",
        ]);
        MariaDbServer server = new(process, port, data);
        try
        {
            await process.WaitForPortAsync(port, ct);
            string version = await PeerRun.VersionAsync([program, "--version"], ct);
            context.Version("mariadb", version[(version.IndexOf("Ver ", StringComparison.Ordinal) + 4)..].Split(' ')[0]);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>Runs a file of statements through the server's own client, on past statements that fail.</summary>
    public Task RunAsync(string file, CancellationToken ct) => PeerRun.OfAsync(
        ["/bin/sh", "-c", string.Create(CultureInfo.InvariantCulture, $"mariadb --no-defaults --force --comments --default-character-set=utf8mb4 -h127.0.0.1 -P{_port} -uroot < \"$0\" > /dev/null 2>&1 || true"), file], ct);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
