namespace Seawall.Peers.Gate;

/// <summary>A way to the server: none in the middle, a gate, or a peer.</summary>
/// <param name="before">What is done before each of its slices; null for nothing.</param>
internal sealed class Contestant(string name, int port, PeerProcess? process, bool tls = false, Func<CancellationToken, Task>? before = null) : IAsyncDisposable
{
    public const string Direct = "direct";
    public const string Gate = "gate";
    public const string GateWithCapture = "gate with capture";
    /// <summary>The gate with a hundred rules, none of which decides here.</summary>
    public const string GateWithRules = "gate with rules";

    /// <summary>The same process without them, so that nothing but the rules makes the difference.</summary>
    public const string GateWithoutRules = "gate without rules";

    public const string PgBouncer = "pgbouncer";
    public const string HaProxy = "haproxy";

    public string Name => name;

    public int Port => port;

    /// <summary>Whether it is the gate with rules, or the one it is measured against.</summary>
    public bool IsRuled => name is GateWithRules or GateWithoutRules;

    /// <summary>Whether its clients speak TLS.</summary>
    public bool Tls => tls;

    /// <summary>User and system seconds of the process in the middle so far; 0 for the direct way.</summary>
    public double CpuSeconds => process?.CpuSeconds ?? 0;

    public static Contestant DirectTo(BenchServer server) => new(Direct, server.Port, process: null);

    /// <summary>The program's own gate: session mode, statistics kept in their file, one loop.</summary>
    public static async Task<Contestant> GateAsync(BenchContext context, BenchServer server, Certificate? certificate, bool capture, CancellationToken ct)
    {
        int port = BenchServer.FreePort();
        string name = capture ? GateWithCapture : Gate;
        PeerProcess process = PeerProcess.StartSeawall(
            context, name,
            [
                "gate", "--name", name.Replace(' ', '-'), "--upstream", $"*=127.0.0.1:{server.Port}", "--listen", $"127.0.0.1:{port}", "--admin", $"127.0.0.1:{BenchServer.FreePort()}",
                .. capture ? ["--capture"] : Array.Empty<string>(),
                .. certificate is null ? Array.Empty<string>() : ["--tls-certificate", certificate.File, "--tls-key", certificate.Key],
            ]);
        return await ReadyAsync(new Contestant(name, port, process, certificate is not null), ct);
    }

    /// <summary>One gate as two contestants: with rules, and without.</summary>
    public static async Task<IReadOnlyList<Contestant>> RuledAsync(BenchContext context, BenchServer server, CancellationToken ct)
    {
        BenchGate gate = await BenchGate.StartAsync(context, server, [], ct);
        return
        [
            new Contestant(GateWithRules, gate.Port, gate.Process, before: token => gate.PushAsync(GateRules.Hundred, token)),
            new Contestant(GateWithoutRules, gate.Port, gate.Process, before: token => gate.PushAsync(GateRules.None, token)),
        ];
    }

    /// <summary>PgBouncer in session mode with as many servers as clients; as another user, since it refuses root.</summary>
    public static async Task<Contestant> PgBouncerAsync(BenchContext context, BenchServer server, Certificate? certificate, CancellationToken ct)
    {
        int port = BenchServer.FreePort();
        string folder = context.Folder(PgBouncer);
        string settings = Path.Combine(folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(Path.Combine(folder, "users.txt"), $"\"postgres\" \"{BenchServer.Password}\"\n", ct);
        await File.WriteAllTextAsync(
            settings,
            $"""
            [databases]
            * = host=127.0.0.1 port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            listen_backlog = 1024
            unix_socket_dir =
            auth_type = trust
            auth_file = {folder}/users.txt
            pool_mode = session
            default_pool_size = 300
            max_client_conn = 1000
            {(certificate is null ? "" : $"client_tls_sslmode = require\nclient_tls_cert_file = {certificate.File}\nclient_tls_key_file = {certificate.Key}")}
            """,
            ct);
        string[] asNobody = Environment.UserName == "root" ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] : [];
        PeerProcess process = PeerProcess.Start(context, PgBouncer, [.. asNobody, "/usr/sbin/pgbouncer", "-q", settings]);
        return await ReadyAsync(new Contestant(PgBouncer, port, process, certificate is not null), ct);
    }

    /// <summary>HAProxy carrying bytes on one thread: what a proxy costs that knows nothing of SQL.</summary>
    public static async Task<Contestant> HaProxyAsync(BenchContext context, BenchServer server, CancellationToken ct)
    {
        int port = BenchServer.FreePort();
        string settings = Path.Combine(context.Folder(HaProxy), "haproxy.cfg");
        await File.WriteAllTextAsync(
            settings,
            $"""
            global
                nbthread 1
                maxconn 2000
            defaults
                mode tcp
                timeout connect 10s
                timeout client 1h
                timeout server 1h
            listen postgres
                bind 127.0.0.1:{port}
                server one 127.0.0.1:{server.Port}

            """,
            ct);
        PeerProcess process = PeerProcess.Start(context, HaProxy, ["/usr/sbin/haproxy", "-db", "-f", settings]);
        return await ReadyAsync(new Contestant(HaProxy, port, process), ct);
    }

    /// <summary>Makes it what it is to be in the slice that comes.</summary>
    public Task PrepareAsync(CancellationToken ct) => before?.Invoke(ct) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<Contestant> ReadyAsync(Contestant contestant, CancellationToken ct)
    {
        try
        {
            await contestant.Process!.WaitForPortAsync(contestant.Port, ct);
            return contestant;
        }
        catch
        {
            await contestant.DisposeAsync();
            throw;
        }
    }

    private PeerProcess? Process => process;
}
