using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Seawall.Topology;

namespace Seawall.GateBench;

/// <summary>The PostgreSQL server that every contestant stands before, with pgbench's tables in it.</summary>
internal sealed partial class Stage : IAsyncDisposable
{
    public const string Password = "bench";
    private const string Database = "bench";

    private readonly PostgresInstance _server;

    private Stage(PostgresInstance server, string directory) => (_server, Directory) = (server, directory);

    public string Directory { get; }

    /// <summary>PEM file of a self-signed certificate.</summary>
    public string Certificate => Path.Combine(Directory, "tls.crt");

    /// <summary>PEM file of its key.</summary>
    public string Key => Path.Combine(Directory, "tls.key");

    public int ServerPort => _server.Options.Port;

    public const int SecondsARun = 2;

    public const string Command = "pgbench -n -S -c 8 -j 1 -T 2";

    public static async Task<Stage> SetAsync()
    {
        string directory = System.IO.Directory.CreateTempSubdirectory("seawall-gate-bench-").FullName;
        // PgBouncer runs as another user and has to reach its settings.
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
        PostgresInstance server = await PostgresInstance.OpenAsync(
            new PostgresOptions
            {
                Name = Database,
                Port = FreePort(),
                DataDirectory = Path.Combine(directory, "data"),
                LogFile = Path.Combine(directory, "server.log"),
                AdminPassword = Password,
                Durable = false,
            },
            CancellationToken.None);
        await server.InitAsync(CancellationToken.None);
        await server.StartAsync(CancellationToken.None);
        Stage stage = new(server, directory);
        stage.MakeCertificate();
        await stage.RunAsync("pgbench", $"-i -q -s 10 -h 127.0.0.1 -p {server.Options.Port} -U postgres {Database}");
        return stage;
    }

    /// <summary>One run; again when a busy machine let not one transaction through.</summary>
    public async Task<Measurement> PgbenchAsync(Contestant contestant, string protocol, int seconds) =>
        await TryPgbenchAsync(contestant, protocol, seconds) ?? await TryPgbenchAsync(contestant, protocol, seconds)
            ?? throw new InvalidOperationException($"{contestant.Name} let no transaction through, twice.");

    private async Task<Measurement?> TryPgbenchAsync(Contestant contestant, string protocol, int seconds)
    {
        (double userBefore, double systemBefore) = contestant.CpuSeconds();
        string output = await RunAsync(
            "pgbench", $"-n -S -c 8 -j 1 -T {seconds} -M {protocol} -h 127.0.0.1 -p {contestant.Port} -U postgres {Database}", contestant.IsTls);
        (double user, double system) = contestant.CpuSeconds();
        if (!Processed().IsMatch(output) || !Tps().IsMatch(output) || !Latency().IsMatch(output))
            return null;
        double perQuery = 1e6 / Number(Processed(), output);
        return new Measurement(
            contestant.Name, protocol, Number(Tps(), output), Number(Latency(), output), (user - userBefore) * perQuery, (system - systemBefore) * perQuery);
    }

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task<string> RunAsync(string program, string arguments, bool tls = false)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = Password, ["PGSSLMODE"] = tls ? "require" : "disable" },
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {arguments} failed: {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private void MakeCertificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    private static double Number(Regex pattern, string output) =>
        double.Parse(pattern.Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"actually processed: (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Processed();

    [GeneratedRegex(@"tps = ([\d.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Tps();

    [GeneratedRegex(@"latency average = ([\d.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Latency();
}
