using System.Data.Common;
using System.Diagnostics;
using Npgsql;
using Seawall.Readiness.Checks;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The site of this topology, looked at through its own commands, gates and addresses.</summary>
internal sealed class LocalSite(SiteTopology topology, SeawallHome home, TextWriter talk) : ISiteUnderCheck, IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Secrets _secrets = Secrets.In(home);

    public string Home => home.Root;

    public string Storefront => $"http://{topology.ProcessOf("web")?.Listen}";

    public async Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = SelfProgram.Start(arguments);
        start.Environment[Place.TopologyVariable] = topology.Path;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = PassOnAsync(process.StandardError, cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return new CommandResult(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public async Task<DbConnection?> ConnectAsync(string login, CancellationToken cancellationToken)
    {
        if (!topology.Postgres.Any(p => p.Businesses.Contains(login)))
            return null;
        var connection = new NpgsqlConnection(topology.ConnectionString(login, _secrets));
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }

    public async Task<HttpAnswer> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(address, cancellationToken).ConfigureAwait(false);
        return new HttpAnswer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false),
            response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> PassOnAsync(StreamReader error, CancellationToken cancellationToken)
    {
        var last = "";
        while (await error.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            await talk.WriteLineAsync("  " + line).ConfigureAwait(false);
            if (!string.IsNullOrWhiteSpace(line))
                last = line;
        }
        return last;
    }
}
