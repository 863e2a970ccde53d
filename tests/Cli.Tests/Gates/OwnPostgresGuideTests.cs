using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Seawall.Testing;

namespace Seawall.Cli.Tests;

/// <summary>docs/guide/own-postgres.md, command by command, before a PostgreSQL of the test's own.</summary>
public sealed partial class OwnPostgresGuideTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seawall-guide-").FullName;
    private readonly Dictionary<string, string> _ports = [];
    private readonly List<string> _exports = [];
    private readonly List<Process> _gates = [];
    private readonly StringWriter _told = new();

    [Fact]
    public async Task Every_command_of_the_guide_does_what_the_guide_says()
    {
        await PrepareAsync();
        Dictionary<string, string> outputs = [];
        foreach (Match block in Block().Matches(await File.ReadAllTextAsync(Guide())))
        {
            string text = WithPorts(block.Groups[2].Value);
            if (block.Groups[1].Value == "json")
            {
                await File.WriteAllTextAsync(Path.Combine(_folder, "gate.json"), text);
                continue;
            }
            foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                outputs[block.Groups[2].Value.Split('\n')[0] + "|" + line] = await RunLineAsync(line);
        }
        string All(string part) => string.Join('\n', outputs.Where(output => output.Key.Contains(part, StringComparison.Ordinal)).Select(output => output.Value));

        Assert.Contains("orders", All("password-file observer.password"), StringComparison.Ordinal);
        Assert.Contains("shop", All("--by business"), StringComparison.Ordinal);
        Assert.Contains("public.orders", All("--by table --json"), StringComparison.Ordinal);
        Assert.Contains("1 rule (1 warn), logins", All("--config gate.json --check"), StringComparison.Ordinal);
        Assert.Contains("no-whole-orders", All("SHOW RULES"), StringComparison.Ordinal);
        Assert.Matches(@"no-whole-orders \| warn[^\n]*\| +1 \| +1 \| +0 \|", All("SHOW RULES"));
        Assert.Contains("\"business\":\"reports\"", All("/rules"), StringComparison.Ordinal);
        Assert.Contains("total_query_count", All("SHOW STATS"), StringComparison.Ordinal);

        await TurnAsync("warn", "enforce", "1 enforce");
        (int code, string refused) = await BashAsync(WithPorts("psql -h 127.0.0.1 -p 6432 -U reports_app shop -v VERBOSITY=verbose -c 'SELECT count(*) FROM orders'"), withExports: false);
        Assert.True(code != 0 && refused.Contains("57014", StringComparison.Ordinal) && refused.Contains("say which day", StringComparison.Ordinal), refused);
        Assert.Equal(0, (await BashAsync(WithPorts("psql -h 127.0.0.1 -p 6432 -U shop_app shop -c 'SELECT count(*) FROM orders'"), withExports: false)).Code);
        await TurnAsync("enforce", "off", "1 off");
        Assert.Equal(0, (await BashAsync(WithPorts("psql -h 127.0.0.1 -p 6432 -U reports_app shop -c 'SELECT count(*) FROM orders'"), withExports: false)).Code);
    }

    public void Dispose()
    {
        foreach (Process gate in _gates)
        {
            gate.Kill(entireProcessTree: true);
            gate.WaitForExit();
            gate.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync()
    {
        PrivatePostgres postgres = await ObserveTests.SharedAsync();
        await postgres.ExecuteAsync("CREATE DATABASE shop");
        await postgres.ExecuteAsync(
            """
            CREATE EXTENSION pg_stat_statements;
            CREATE TABLE orders(id bigserial, day date DEFAULT '2026-11-23');
            INSERT INTO orders SELECT FROM generate_series(1, 100);
            CREATE ROLE shop_app LOGIN PASSWORD 'app'; CREATE ROLE reports_app LOGIN PASSWORD 'app'; CREATE ROLE observer LOGIN PASSWORD 'observer';
            GRANT SELECT ON orders TO shop_app, reports_app; GRANT pg_read_all_stats TO observer;
            """,
            postgres.ConnectionStringTo("shop"));
        await postgres.ExecuteAsync(
            "SELECT count(*) FROM orders WHERE day = '2026-11-23'", new NpgsqlConnectionStringBuilder(postgres.ConnectionStringTo("shop")) { Username = "shop_app", Password = "app" }.ConnectionString);
        foreach ((string shown, int real) in (ReadOnlySpan<(string, int)>)[("5432", postgres.Port), ("6432", FreePort.Next()), ("6433", FreePort.Next())])
            _ports[shown] = real.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(Path.Combine(_folder, "observer.password"), "observer\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, ".pgpass"), "*:*:shop:shop_app:app\n*:*:shop:reports_app:app\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "seawall"), $"#!/bin/sh\nexec dotnet '{Program()}' \"$@\"\n");
        if (OperatingSystem.IsWindows())
            return;
        foreach (string file in (string[])[".pgpass", "seawall"])
            File.SetUnixFileMode(Path.Combine(_folder, file), UnixFileMode.UserRead | UnixFileMode.UserWrite | (file == "seawall" ? UnixFileMode.UserExecute : 0));
    }

    private async Task<string> RunLineAsync(string line)
    {
        if (line.StartsWith("export ", StringComparison.Ordinal))
        {
            _exports.Add(line);
            return "";
        }
        if (line.Contains(" run gate ", StringComparison.Ordinal) && !line.Contains("--check", StringComparison.Ordinal))
        {
            await StartGateAsync(line);
            return "";
        }
        if (line.Contains("bench", StringComparison.Ordinal))
            return "";
        (int code, string output) = await BashAsync(line, withExports: true);
        Assert.True(code == 0, $"the guide's `{line}` ended with {code}: {output}");
        return output;
    }

    private async Task StartGateAsync(string line)
    {
        Process gate = Start("exec " + line);
        _gates.Add(gate);
        TaskCompletionSource listens = new(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.OutputDataReceived += (_, _) => { };
        gate.ErrorDataReceived += (_, e) =>
        {
            lock (_told)
                _told.WriteLine(e.Data);
            if (e.Data is null || e.Data.Contains("listens on", StringComparison.Ordinal))
                listens.TrySetResult();
        };
        gate.BeginOutputReadLine();
        gate.BeginErrorReadLine();
        await listens.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await UntilAsync($"curl -sf http://127.0.0.1:{_ports["6433"]}/health", "the gate answers");
    }

    private async Task TurnAsync(string from, string to, string told)
    {
        string file = Path.Combine(_folder, "gate.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace($"\"mode\": \"{from}\"", $"\"mode\": \"{to}\"", StringComparison.Ordinal));
        DateTime limit = DateTime.UtcNow.AddSeconds(30);
        while (!Told().Contains($"is in force: 1 rule ({told})", StringComparison.Ordinal))
        {
            Assert.True(DateTime.UtcNow < limit, $"{to} was not put in force: {Told()}");
            await Task.Delay(20);
        }
    }

    private string Told()
    {
        lock (_told)
            return _told.ToString();
    }

    private async Task UntilAsync(string line, string what)
    {
        DateTime limit = DateTime.UtcNow.AddSeconds(30);
        while ((await BashAsync(line, withExports: false)).Code != 0)
        {
            Assert.True(DateTime.UtcNow < limit, $"not within 30 s: {what}; {Told()}");
            await Task.Delay(20);
        }
    }

    private async Task<(int Code, string Output)> BashAsync(string line, bool withExports)
    {
        using Process process = Start(withExports ? string.Join('\n', _exports.Append(line)) : line);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }

    private Process Start(string line) => Process.Start(new ProcessStartInfo("bash", ["-c", line])
    {
        WorkingDirectory = _folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["PGPASSFILE"] = Path.Combine(_folder, ".pgpass"), ["SEAWALL_HOME"] = Path.Combine(_folder, "home"), ["LC_ALL"] = "C", ["PGCONNECT_TIMEOUT"] = "20" },
    })!;

    private string WithPorts(string text) => _ports.Aggregate(text, (known, port) => known.Replace(":" + port.Key, ":" + port.Value, StringComparison.Ordinal).Replace("-p " + port.Key, "-p " + port.Value, StringComparison.Ordinal));

    // The program beside these tests, with all that it needs, and not the copy in their own folder.
    private static string Program() => Path.Combine(Root(), "artifacts", "bin", "Cli", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "seawall.dll");

    private static string Guide() => Path.Combine(Root(), "docs", "guide", "own-postgres.md");

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Seawall.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder!;
    }

    [GeneratedRegex(@"(?ms)^```(sh|json)\n(.*?)^```$")]
    private static partial Regex Block();
}
