using System.Diagnostics;
using System.Runtime.CompilerServices;
using Seawall.Testing;

namespace Seawall.Clients.Tests;

/// <summary>A program that speaks to PostgreSQL by a driver of its own language and prints what it sees. Its scenario stands in the folder of its name.</summary>
internal sealed class Client(string name, Func<string, Task<string[]>> prepare)
{
    private const string Jdbc = "/usr/share/java/postgresql.jar";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private string[]? _command;

    public static IReadOnlyDictionary<string, Client> All { get; } = new[]
    {
        // Debian's psycopg2 belongs to Debian's Python.
        new Client("psycopg2", folder => Task.FromResult<string[]>(["/usr/bin/python3", Path.Combine(folder, "matrix.py")])),
        new Client("node", async folder => ["node", "--no-deprecation", await WithPackagesAsync(folder)]),
        new Client("php", folder => Task.FromResult<string[]>(["php", Path.Combine(folder, "matrix.php")])),
        new Client("jdbc", async folder => ["java", "-XX:TieredStopAtLevel=1", "-cp", $"{await CompiledAsync(folder)}:{Jdbc}", "Matrix"]),
        new Client("psql", folder => Task.FromResult<string[]>(["psql", "-X", "-f", Path.Combine(folder, "matrix.sql")])),
    }.ToDictionary(c => c.Name);

    public string Name { get; } = name;

    /// <summary>Everything the program prints against the server or gate at the port.</summary>
    public async Task<string> RunAsync(PrivatePostgres postgres, int port, string sslMode)
    {
        _command ??= await prepare(Path.Combine(Folder(), Name));
        Dictionary<string, string> environment = new()
        {
            ["PGHOST"] = "127.0.0.1",
            ["PGPORT"] = $"{port}",
            ["PGUSER"] = postgres.User,
            ["PGPASSWORD"] = postgres.Password,
            ["PGDATABASE"] = "test",
            ["PGSSLMODE"] = sslMode,
            ["PGAPPNAME"] = "matrix",
            ["NODE_PATH"] = Path.Combine(Artifacts("node"), "node_modules"),
            ["LC_ALL"] = "C.UTF-8",
            ["TZ"] = "UTC",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        };
        return await StartAsync(_command, environment);
    }

    // The packages of the lock file and no others, once for each state of it.
    private static async Task<string> WithPackagesAsync(string folder)
    {
        string target = Artifacts("node");
        string installed = Path.Combine(target, "installed-lock.json");
        string wanted = Path.Combine(folder, "package-lock.json");
        if (!File.Exists(installed) || await File.ReadAllTextAsync(installed) != await File.ReadAllTextAsync(wanted))
        {
            foreach (string file in (string[])["package.json", "package-lock.json"])
                File.Copy(Path.Combine(folder, file), Path.Combine(target, file), overwrite: true);
            await StartAsync(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", target], []);
            File.Copy(wanted, installed, overwrite: true);
        }
        return Path.Combine(folder, "matrix.js");
    }

    private static async Task<string> CompiledAsync(string folder)
    {
        string target = Artifacts("jdbc");
        string compiled = Path.Combine(target, "Matrix.class");
        string source = Path.Combine(folder, "Matrix.java");
        if (!File.Exists(compiled) || File.GetLastWriteTimeUtc(compiled) < File.GetLastWriteTimeUtc(source))
            await StartAsync(["javac", "-cp", Jdbc, "-d", target, "-encoding", "UTF-8", source], []);
        return target;
    }

    private static async Task<string> StartAsync(string[] command, Dictionary<string, string> environment)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Artifacts("work"),
        };
        foreach ((string variable, string value) in environment)
            start.Environment[variable] = value;
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(s_limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command[0]} did not end within {s_limit.TotalSeconds:0} s.");
        }
        string all = $"{await output}{await errors}";
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} ended with {process.ExitCode}: {all}");
        return all;
    }

    private static string Artifacts(string part) =>
        Directory.CreateDirectory(Path.Combine(Folder(), "..", "..", "artifacts", "clients", part)).FullName;

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
