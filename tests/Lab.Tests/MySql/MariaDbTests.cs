using System.Text;
using MySqlConnector;
using Seawall.Lab.Analysis;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Tests.MySql;

/// <summary>A real MariaDB writes its slow log and its general log at once; every statement sent is found in both.</summary>
public sealed class MariaDbTests
{
    private static readonly Lazy<Task<Outcome>> _run = new(RunAsync);

    private sealed record Sent(string Sql, ulong Thread, string User, string Database, bool Prepared);

    private sealed record Outcome(List<Sent> Sent, List<Recorded> Slow, List<Recorded> General, string SlowFile, string GeneralFile);

    [Fact]
    public async Task Every_statement_sent_is_found_in_the_slow_log_and_in_the_general_log()
    {
        Outcome run = await _run.Value;
        Assert.True(run.Sent.Count > 300, $"only {run.Sent.Count} statements were sent");
        AssertHolds(run.Sent, run.Slow);
        AssertHolds(run.Sent, run.General);
    }

    [Fact]
    public async Task What_the_slow_log_tells_beside_the_text_is_read()
    {
        Outcome run = await _run.Value;
        Recorded update = Assert.Single(run.Slow, e => e.Sql.Contains("/*counted*/", StringComparison.Ordinal));
        Assert.Equal((3L, "we ird"), (update.Rows, update.User));
        Assert.True(update.RowsExamined >= 3 && update.LockMicros >= 0 && update.DurationMicros > 0, update.ToString());
        Recorded slept = Assert.Single(run.Slow, e => e.Sql.Contains("/*slept*/", StringComparison.Ordinal));
        Assert.True(slept.DurationMicros >= 1_100_000, slept.ToString());
        Assert.All(run.Slow, e => Assert.InRange(e.StartMicros, slept.StartMicros - 600_000_000, slept.StartMicros + 600_000_000));
    }

    [Fact]
    public async Task Every_byte_of_both_logs_is_accounted_for_and_the_report_adds_up()
    {
        Outcome run = await _run.Value;
        foreach ((string file, string format, int events) in new[] { (run.SlowFile, "mysql slow log", run.Slow.Count), (run.GeneralFile, "mysql general log", run.General.Count) })
        {
            using EventSource source = EventSource.Open(file);
            Assert.Equal(format, source.Format);
            var analyzer = new LogAnalyzer(10);
            analyzer.Read(source, CancellationToken.None, format);
            AnalysisReport report = analyzer.Report();
            Assert.Equal((new FileInfo(file).Length, true, 0L, 0L), (report.Input.BytesRead, report.Input.Balances, report.Input.BytesSkipped, report.Input.Breaks));
            Assert.Equal(events, report.Statements);
            Assert.Contains(report.Businesses, b => b.Name == "we ird");
            Assert.Contains(report.Tables, t => t.Name == "items");
            Assert.Equal(format == "mysql slow log", report.Tables.All(t => t.RowsExamined >= 0 && t.LockMicros >= 0));
        }
    }

    private static void AssertHolds(List<Sent> sent, List<Recorded> found)
    {
        foreach (IGrouping<ulong, Sent> session in sent.GroupBy(s => s.Thread))
        {
            List<Recorded> own = [.. found.Where(e => (uint)e.Session == session.Key)];
            int at = 0;
            foreach (Sent s in session)
            {
                int hit = own.FindIndex(at, e => s.Prepared ? Same(s.Sql, e.Sql) : e.Sql == s.Sql);
                Assert.True(hit >= 0, $"session {session.Key}: expected {s.Sql[..Math.Min(200, s.Sql.Length)]} behind {at} of {own.Count} statements");
                Assert.Equal((s.User, s.Database), (own[hit].User, own[hit].Database));
                at = hit + 1;
            }
        }

        // What is logged with values in place of the question marks begins and ends as it was sent.
        static bool Same(string sql, string logged) => logged.StartsWith(sql[..sql.IndexOf('?', StringComparison.Ordinal)], StringComparison.Ordinal)
            && logged.EndsWith(sql[(sql.LastIndexOf('?') + 1)..], StringComparison.Ordinal);
    }

    private static async Task<Outcome> RunAsync()
    {
        LoggedMariaDb server = await LoggedMariaDb.SharedAsync();
        var sent = new List<Sent>();
        await using (var admin = new MySqlConnection(server.Settings.ConnectionString))
        {
            await admin.OpenAsync();
            foreach (string sql in (string[])["CREATE DATABASE shop", "CREATE USER 'we ird'@'%'", "GRANT ALL ON shop.* TO 'we ird'@'%'",
                "CREATE TABLE shop.items (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(2000), n INT) CHARACTER SET utf8mb4",
                "CREATE PROCEDURE shop.touch() BEGIN SELECT COUNT(*) FROM items;\n UPDATE items SET n = n + 1 WHERE id = 1;\nEND"])
            {
                await SendAsync(admin, sql, "root", "", sent);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(i => SessionAsync(server.Settings, i == 0 ? "root" : "we ird", i, sent)));
        const string last = "SELECT 'the last statement'";
        await using (var end = new MySqlConnection(server.Settings.ConnectionString))
        {
            await end.OpenAsync();
            await SendAsync(end, last, "root", "", sent);
        }

        string folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(server.SlowLog)!, "copies")).FullName;
        (string slow, string general) = (Path.Combine(folder, "a.log"), Path.Combine(folder, "b.log"));
        await File.WriteAllBytesAsync(slow, await LoggedMariaDb.ReadToAsync(server.SlowLog, Encoding.UTF8.GetBytes(last)));
        await File.WriteAllBytesAsync(general, await LoggedMariaDb.ReadToAsync(server.GeneralLog, Encoding.UTF8.GetBytes(last)));
        return new Outcome(sent, Events(slow), Events(general), slow, general);
    }

    private static List<Recorded> Events(string file)
    {
        using EventSource source = EventSource.Open(file);
        return Recorded.All(source);
    }

    private static async Task SessionAsync(MySqlConnectionStringBuilder settings, string user, int number, List<Sent> sent)
    {
        var own = new MySqlConnectionStringBuilder(settings.ConnectionString) { UserID = user, Database = "shop" };
        await using var connection = new MySqlConnection(own.ConnectionString);
        await connection.OpenAsync();
        string[] texts =
        [
            $"INSERT INTO items (name, n) VALUES ('it\\'s \"{number}\"', 1), (\"双十一 😀\", 2), ('a\\\\', 3)",
            "SELECT *\n\n  FROM `items` # a comment with ' and ;\n -- another `\n WHERE name LIKE '双%'\n /* and ; more */",
            "SELECT 'b;\n# Time: 240501 12:00:00\nx', 'c;\n\n# not a head\n'",
            "SELECT _utf8mb4'x', N'y', 0xff, x'0f', b'01', @v := 5, @@version, 'a' 'b'",
            "/*!40101 SET NAMES utf8mb4 */",
            "SELECT * FROM missing_table",
            "SELECT syntax error here",
            "INSERT INTO items (id) VALUES (1), (1)",
            "BEGIN", "UPDATE items SET n = n + 1 WHERE id <= 3", "SAVEPOINT a", "ROLLBACK TO SAVEPOINT a", "COMMIT",
            "START TRANSACTION", "DELETE FROM items WHERE id = 999999", "ROLLBACK",
            "CALL touch()",
            "PREPARE s FROM 'SELECT * FROM items WHERE id = ?'", "DEALLOCATE PREPARE s",
            "SHOW TABLES", "EXPLAIN SELECT 1", "SET @a = 'x'",
            $"SELECT '{new string('x', 300_000)}'",
        ];
        for (int round = 0; round < 4; round++)
        {
            foreach (string text in texts)
            {
                await SendAsync(connection, text, user, "shop", sent);
            }

            await using var prepared = new MySqlCommand("SELECT id, name FROM items WHERE id IN (@a, @b) AND name <> @c /* prepared */", connection);
            prepared.Parameters.AddWithValue("@a", round);
            prepared.Parameters.AddWithValue("@b", 7);
            prepared.Parameters.AddWithValue("@c", "it's; \n\"双");
            await prepared.PrepareAsync();
            for (int i = 0; i < 3; i++)
            {
                await prepared.ExecuteScalarAsync();
                Note(sent, new Sent("SELECT id, name FROM items WHERE id IN (?, ?) AND name <> ? /* prepared */", (ulong)connection.ServerThread, user, "shop", Prepared: true));
            }
        }

        if (number == 2)
        {
            await SendAsync(connection, "UPDATE items SET n = n + 1 WHERE id IN (1, 2, 3) /*counted*/", user, "shop", sent);
            await SendAsync(connection, "SELECT SLEEP(1.1) /*slept*/", user, "shop", sent);
        }

        await SendAsync(connection, "USE `shop`", user, "shop", sent);
    }

    private static async Task SendAsync(MySqlConnection connection, string sql, string user, string database, List<Sent> sent)
    {
        Note(sent, new Sent(sql, (ulong)connection.ServerThread, user, database, Prepared: false));
        await using var command = new MySqlCommand(sql, connection);
        try
        {
            await command.ExecuteScalarAsync();
        }
        catch (MySqlException)
        {
            // Failing statements are logged as well.
        }
    }

    private static void Note(List<Sent> sent, Sent statement)
    {
        lock (sent)
        {
            sent.Add(statement);
        }
    }
}
