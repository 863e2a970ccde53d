using Npgsql;

namespace Seawall.Topology;

/// <summary>
/// The database that replays run against: a restored copy on a server of its own (so that its system identifier differs from the source's),
/// started when needed, at lower priority than the shop. A pristine template beside it makes each reset a file copy.
/// </summary>
public sealed class TestSite(SiteTopology topology, SiteInstances instances, Secrets secrets, TimeProvider time)
{
    /// <summary>The server; started by <see cref="StartAsync"/>.</summary>
    public PostgresInstance Instance { get; } = instances.Postgres(Node(topology).Name);

    private string Template => Instance.Name + "_template";

    private IReadOnlyList<string> Businesses => [.. topology.Postgres.SelectMany(node => node.Businesses)];

    /// <summary>Throws <see cref="TestSiteRefusedException"/> unless the connected database is a test site.</summary>
    public static Task<TestSiteMark> RequireMarkedAsync(NpgsqlConnection connection, CancellationToken ct) => TestSiteMark.RequireAsync(connection, ct);

    public async Task StartAsync(CancellationToken ct)
    {
        await Instance.InitAsync(ct).ConfigureAwait(false);
        await Instance.StartAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Copies the database of another instance of this site, which keeps serving meanwhile.</summary>
    public async Task<TestSiteMark> CreateFromAsync(string source, IProgress<string> progress, CancellationToken ct)
    {
        PostgresInstance from = instances.Postgres(source);
        string folder = Directory.CreateTempSubdirectory("seawall-dump-").FullName;
        string dump = Path.Combine(folder, "dump");
        try
        {
            progress.Report($"dumping {source}");
            await from.ToolAsync("pg_dump", ["--format=directory", "--jobs=2", "--compress=0", "--file", dump, from.Name], ct).ConfigureAwait(false);
            await using var connection = new NpgsqlConnection(from.AdminConnectionString + ";Pooling=false");
            await connection.OpenAsync(ct).ConfigureAwait(false);
            string identifier = await TestSiteMark.SystemIdentifierAsync(connection, ct).ConfigureAwait(false);
            return await RestoreAsync($"instance {source}", identifier, ct => PgRestoreAsync(dump, [], ct), progress, ct).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Restores a pg_dump of any format; owners and grants of logins that this site does not have are left out.</summary>
    public Task<TestSiteMark> CreateFromDumpAsync(string file, IProgress<string> progress, CancellationToken ct)
    {
        Func<CancellationToken, Task> restore = IsArchive(file)
            ? token => PgRestoreAsync(file, ["--no-owner", "--no-privileges"], token)
            : token => Instance.ToolAsync("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", Template, "-f", file], token);
        return RestoreAsync($"dump {Path.GetFileName(file)}", null, restore, progress, ct);
    }

    /// <summary>Puts the database back as it was created.</summary>
    public async Task ResetAsync(CancellationToken ct)
    {
        await StartAsync(ct).ConfigureAwait(false);
        await DropDatabaseAsync(Instance.Name, ct).ConfigureAwait(false);
        await Instance.ExecuteAsync("postgres", $"CREATE DATABASE {Sql.Name(Instance.Name)} TEMPLATE {Sql.Name(Template)} STRATEGY file_copy", ct).ConfigureAwait(false);
    }

    /// <summary>Stops the server and removes its data.</summary>
    public async Task DropAsync(CancellationToken ct)
    {
        await Instance.StopAsync(ct).ConfigureAwait(false);
        if (Directory.Exists(Instance.Options.DataDirectory))
        {
            Directory.Delete(Instance.Options.DataDirectory, recursive: true);
        }
    }

    /// <summary>The mark of the test site, or null when the server does not run or holds none.</summary>
    public async Task<TestSiteMark?> StatusAsync(CancellationToken ct)
    {
        if (Instance.Running is null)
        {
            return null;
        }
        try
        {
            await using var connection = new NpgsqlConnection(Instance.AdminConnectionString + ";Pooling=false");
            await connection.OpenAsync(ct).ConfigureAwait(false);
            return await TestSiteMark.RequireAsync(connection, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TestSiteRefusedException or NpgsqlException)
        {
            return null;
        }
    }

    private async Task<TestSiteMark> RestoreAsync(
        string source, string? sourceIdentifier, Func<CancellationToken, Task> restore, IProgress<string> progress, CancellationToken ct)
    {
        await StartAsync(ct).ConfigureAwait(false);
        await DropDatabaseAsync(Template, ct).ConfigureAwait(false);
        await Instance.CreateDatabaseAsync(Template, ct).ConfigureAwait(false);
        await Logins.CreateAsync(Instance, Businesses, secrets, ct).ConfigureAwait(false);
        progress.Report("restoring");
        await restore(ct).ConfigureAwait(false);
        progress.Report("collecting planner statistics");
        await Instance.ExecuteAsync(Template, "VACUUM (ANALYZE)", ct).ConfigureAwait(false);
        await Logins.ApplyAsync(Instance, Template, Businesses, secrets, ct).ConfigureAwait(false);
        await GrantAsync(ct).ConfigureAwait(false);
        TestSiteMark mark = await MarkAsync(source, sourceIdentifier, ct).ConfigureAwait(false);
        progress.Report("copying the template");
        await ResetAsync(ct).ConfigureAwait(false);
        return mark;
    }

    /// <summary>What a dump brought without owners belongs to the superuser; the logins must still reach it.</summary>
    private Task GrantAsync(CancellationToken ct) => Instance.ExecuteAsync(
        Template,
        string.Concat(Businesses.Select(business =>
            $"GRANT ALL ON SCHEMA {Sql.Name(business)} TO {Sql.Name(business)};\nGRANT ALL ON ALL TABLES IN SCHEMA {Sql.Name(business)} TO {Sql.Name(business)};\nGRANT ALL ON ALL SEQUENCES IN SCHEMA {Sql.Name(business)} TO {Sql.Name(business)};\n")),
        ct);

    private async Task<TestSiteMark> MarkAsync(string source, string? sourceIdentifier, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(
            Instance.ConnectionString("postgres", Instance.Options.AdminPassword, Template) + ";Pooling=false");
        await connection.OpenAsync(ct).ConfigureAwait(false);
        string identifier = await TestSiteMark.SystemIdentifierAsync(connection, ct).ConfigureAwait(false);
        var mark = new TestSiteMark(identifier, source, sourceIdentifier, time.GetUtcNow());
        await mark.WriteAsync(connection, ct).ConfigureAwait(false);
        return mark;
    }

    private Task PgRestoreAsync(string dump, IReadOnlyList<string> options, CancellationToken ct) =>
        Instance.ToolAsync("pg_restore", ["--dbname", Template, "--jobs=2", "--exit-on-error", .. options, dump], ct);

    private Task DropDatabaseAsync(string database, CancellationToken ct) =>
        Instance.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {Sql.Name(database)} WITH (FORCE)", ct);

    private static bool IsArchive(string file)
    {
        if (Directory.Exists(file))
        {
            return true;
        }
        Span<byte> head = stackalloc byte[5];
        using FileStream stream = File.OpenRead(file);
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual("PGDMP"u8);
    }

    private static PostgresNode Node(SiteTopology topology) => topology.TestSite
        ?? throw new InvalidOperationException($"{topology.Path} has no test site; add a PostgreSQL instance with \"testSite\": true");
}
