using System.Text;
using Seawall.Lab.Comparing;
using Seawall.Lab.Filtering;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Tests;

public sealed class ReadOnlyRulesTests
{
    private static readonly TargetCatalog _catalog = TargetCatalog.Empty with { VolatileFunctions = new HashSet<string> { "charge", "random", "nextval", "pg_advisory_lock", "pg_sleep" } };

    [Theory]
    [InlineData("SELECT * FROM items", null)]
    [InlineData("SELECT 'INSERT INTO items; FOR UPDATE' AS \"delete\"", null)]
    [InlineData("SELECT random(), pg_sleep(0)", null)]
    [InlineData("VALUES (1), (2)", null)]
    [InlineData("TABLE items", null)]
    [InlineData("WITH a AS (SELECT 1) SELECT * FROM a", null)]
    [InlineData("EXPLAIN SELECT * FROM items", null)]
    [InlineData("COPY items TO STDOUT", null)]
    [InlineData("SHOW work_mem", null)]
    [InlineData("SET work_mem = '4MB'", null)]
    [InlineData("BEGIN", null)]
    [InlineData("SAVEPOINT a", null)]
    [InlineData("COMMIT", null)]
    [InlineData("DISCARD ALL", null)]
    [InlineData("INSERT INTO items VALUES (1)", "writes")]
    [InlineData("UPDATE items SET a = 1", "writes")]
    [InlineData("DELETE FROM items", "writes")]
    [InlineData("MERGE INTO items USING a ON true WHEN MATCHED THEN DELETE", "writes")]
    [InlineData("TRUNCATE items", "writes")]
    [InlineData("COPY items FROM STDIN", "writes")]
    [InlineData("COPY items TO '/tmp/file'", "serverFile")]
    [InlineData("COPY items TO PROGRAM 'cat'", "serverFile")]
    [InlineData("WITH gone AS (DELETE FROM items RETURNING *) SELECT * FROM gone", "writes")]
    [InlineData("EXPLAIN ANALYZE DELETE FROM items", "writes")]
    [InlineData("SELECT * INTO copy FROM items", "definition")]
    [InlineData("CREATE TABLE a AS SELECT 1", "definition")]
    [InlineData("GRANT SELECT ON items TO a", "definition")]
    [InlineData("SELECT * FROM items FOR UPDATE", "rowLock")]
    [InlineData("SELECT * FROM items WHERE id = 1 FOR NO KEY UPDATE SKIP LOCKED", "rowLock")]
    [InlineData("SELECT * FROM (SELECT * FROM items FOR SHARE) q", "rowLock")]
    [InlineData("SELECT nextval('a')", "sequence")]
    [InlineData("SELECT currval('a')", "sequence")]
    [InlineData("SELECT pg_advisory_lock(1)", "advisoryLock")]
    [InlineData("SELECT pg_try_advisory_xact_lock(1)", "advisoryLock")]
    [InlineData("SELECT charge(1)", "volatileFunction")]
    [InlineData("LOCK TABLE items", "tableLock")]
    [InlineData("CALL run()", "procedure")]
    [InlineData("DO 'BEGIN END'", "procedure")]
    [InlineData("VACUUM items", "maintenance")]
    [InlineData("NOTIFY a", "notify")]
    [InlineData("COMMIT PREPARED 'a'", "twoPhase")]
    [InlineData("PREPARE TRANSACTION 'a'", "twoPhase")]
    [InlineData("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", "allowsWriting")]
    [InlineData("SET default_transaction_read_only = off", "allowsWriting")]
    [InlineData("SELECT * FROM made", "needsLeftOut")]
    public void The_lexer_and_the_catalog_decide(string sql, string? reason) => Assert.Equal(reason, Of(sql, new SessionNames()).Reason);

    [Fact]
    public void Reading_begins_where_the_log_asks_to_write() =>
        Assert.Equal("START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY", Of("START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE", new SessionNames()).Replacement);

    [Fact]
    public void What_is_prepared_and_executed_stays_together()
    {
        var names = new SessionNames();
        Assert.True(Of("PREPARE r (int) AS SELECT * FROM items WHERE id = $1", names).IsKept);
        Assert.Equal("preparedLeftOut", Of("PREPARE w AS UPDATE items SET a = $1", names).Reason);
        Assert.True(Of("EXECUTE r (1)", names).IsKept);
        Assert.Equal("preparedLeftOut", Of("EXECUTE w (1)", names).Reason);
        Assert.Equal("preparedLeftOut", Of("EXECUTE \"w\" (2)", names).Reason);
        Assert.Equal("preparedLeftOut", Of("DEALLOCATE w", names).Reason);
        Assert.True(Of("PREPARE w AS SELECT 1", names).IsKept);
        Assert.True(Of("EXECUTE W", names).IsKept);
        Assert.True(Of("DEALLOCATE ALL", names).IsKept);
    }

    [Fact]
    public void A_cursor_and_its_fetches_stay_together()
    {
        var names = new SessionNames();
        Assert.Equal("cursorLeftOut", Of("DECLARE c CURSOR FOR SELECT * FROM items FOR UPDATE", names).Reason);
        Assert.Equal("cursorLeftOut", Of("FETCH 10 FROM c", names).Reason);
        Assert.True(Of("DECLARE d SCROLL CURSOR WITH HOLD FOR SELECT * FROM items", names).IsKept);
        Assert.True(Of("FETCH NEXT FROM d", names).IsKept);
        Assert.Equal("cursorLeftOut", Of("CLOSE c", names).Reason);
    }

    private static Verdict Of(string sql, SessionNames names)
    {
        var parts = new StatementParts(Encoding.UTF8.GetBytes(sql));
        Assert.True(parts.Next(out StatementPart part));
        return new ReadOnlyRules(_catalog, new HashSet<string> { "made" }).Of(part, names);
    }
}
