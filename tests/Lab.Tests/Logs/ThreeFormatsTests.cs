using Npgsql;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Tests;

/// <summary>One server that logs the same sessions as csvlog, jsonlog and stderr at once.</summary>
public sealed class ThreeFormatsTests
{
    private static readonly Lazy<Task<(string Folder, string Database)>> _logs = new(RunAsync);

    [Fact]
    public async Task The_same_sessions_give_the_same_events_in_all_three()
    {
        (string folder, string database) = await _logs.Value;
        List<Recorded> csv = Events(folder, "server.csv", database, out _);
        List<Recorded> json = Events(folder, "server.json", database, out EventSource jsonSource);
        List<Recorded> stderr = Events(folder, "server.log", database, out EventSource stderrSource);
        Assert.Equal(("jsonlog", "stderr"), (jsonSource.Format, stderrSource.Format));
        Assert.True(csv.Count > 250, $"only {csv.Count} events");
        AssertSame(csv, json);
        AssertSame(csv, stderr);
        Assert.Contains(csv, e => e.Parameters.Contains('\n', StringComparison.Ordinal) && e.SqlState.Length == 0);
        Assert.Contains(csv, e => e.Parameters.Length > 0 && e.SqlState.Length > 0);
        Assert.Contains(csv, e => e.Sql.Length > 1_000_000);
        Assert.Contains(csv, e => e.User == "we\"ird user" && e.Application == "app [x], y");
    }

    [Theory]
    [InlineData("server.csv")]
    [InlineData("server.json")]
    [InlineData("server.log")]
    public async Task Every_byte_of_a_server_s_log_is_accounted_for(string name)
    {
        (string folder, string database) = await _logs.Value;
        Events(folder, name, database, out EventSource source);
        InputTally tally = source.Tally;
        Assert.Equal(new FileInfo(Path.Combine(folder, name)).Length, tally.BytesRead);
        Assert.True(tally.Balances);
        Assert.Equal((0L, 0L), (tally.BytesSkipped, tally.Breaks));
    }

    [Fact]
    public async Task A_prefix_that_is_not_told_is_inferred_and_gives_the_same_as_when_given()
    {
        (string folder, string database) = await _logs.Value;
        List<Recorded> found = Events(folder, "server.log", database, out EventSource source);
        Assert.Equal((LoggedPostgres.Prefix, "inferred"), (source.Prefix, source.PrefixOrigin));
        string path = Path.Combine(folder, "server.log");
        using EventSource given = EventSource.Open(path, LoggedPostgres.Prefix.TrimEnd());
        AssertSame(found, BySession(given, database));
        Assert.Equal("given", given.PrefixOrigin);
    }

    private static void AssertSame(List<Recorded> expected, List<Recorded> actual)
    {
        foreach ((Recorded a, Recorded b) in expected.Zip(actual))
        {
            Assert.Equal(a, b);
        }

        Assert.Equal(expected.Count, actual.Count);
    }

    private static List<Recorded> Events(string folder, string name, string database, out EventSource source)
    {
        using EventSource opened = EventSource.Open(Path.Combine(folder, name));
        source = opened;
        return BySession(opened, database);
    }

    /// <summary>The server writes its destinations one after the other: two sessions that log at once may stand in either order, a session's own records may not.</summary>
    private static List<Recorded> BySession(EventSource source, string database) => [.. Recorded.All(source).Where(e => e.Database == database).OrderBy(e => e.Session)];

    private static async Task<(string Folder, string Database)> RunAsync()
    {
        LoggedPostgres server = await LoggedPostgres.SharedAsync();
        string connectionString = await server.CreateDatabaseAsync("three");
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await NastyWorkload.RunAsync(settings);
        string database = settings.Database!;
        await server.ToolAsync("pgbench", "-i", "-q", "-s", "1", database);
        foreach (string mode in (string[])["simple", "extended", "prepared"])
        {
            await server.ToolAsync("pgbench", "-c", "3", "-t", "5", "-n", "-M", mode, database);
        }

        return (await server.CopyLogsAsync(connectionString), database);
    }
}
