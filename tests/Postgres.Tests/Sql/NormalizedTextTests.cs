using System.Text;
using Seawall.Postgres.Sql;

namespace Seawall.Postgres.Tests.Sql;

public sealed class NormalizedTextTests
{
    private readonly StatementAnalyzer _analyzer = new();

    [Theory]
    [InlineData("SELECT  *\n FROM Items WHERE id=42", "select * from items where id = ?")]
    [InlineData("select count(*) from t", "select count(*) from t")]
    [InlineData("select * from t where a in (1,2,3)", "select * from t where a in (?+)")]
    [InlineData("select * from t where a in ($1)", "select * from t where a in (?+)")]
    [InlineData("select * from t where a in ('a'::text, 'b'::text)", "select * from t where a in (?::text)")]
    [InlineData("select * from t where (a,b) in ((1,2),(3,4))", "select * from t where (a, b) in ((?+))")]
    [InlineData("select * from t where a in (1, b, 2, 3)", "select * from t where a in (?+, b, ?+)")]
    [InlineData("select * from t where a in (select b, b from u)", "select * from t where a in (select b, b from u)")]
    [InlineData("select * from t where a = any(array[1,2,3])", "select * from t where a = any (array[?+])")]
    [InlineData("select array[[1,2],[3,4]]", "select array[[?+]]")]
    [InlineData("select a[1], a[2:3]", "select a[?], a[?:?]")]
    [InlineData("insert into t(a,b) values (1,'x'),(2,'y')", "insert into t(a, b) values (?+)")]
    [InlineData("insert into t values (1, now()), (2, now()), (3, now())", "insert into t values (?+, now())")]
    [InlineData("insert into t values (1, null), (null, true)", "insert into t values (?+)")]
    [InlineData("insert into t values (1, default), (default, 1)", "insert into t values (?+, default), (default, ?+)")]
    [InlineData("insert into t values (1) on conflict (a, b) do nothing", "insert into t values (?+) on conflict (a, b) do nothing")]
    [InlineData("select * from t order by (a), (a)", "select * from t order by (a), (a)")]
    [InlineData("select f(1, 2), f(1)", "select f(?, ?), f(?)")]
    [InlineData("select -1, +2, 3 - 4, a-1, (1)-1, - $1", "select ?, ?, ? - ?, a - ?, (?) - ?, - ?")]
    [InlineData("select * from t where a=-1 and b>+2.5e3", "select * from t where a = ? and b > ?")]
    [InlineData("select - -1", "select - ?")]
    [InlineData("select * from t limit 10 offset -1", "select * from t limit ? offset ?")]
    [InlineData("select case when a then 1 else -1 end - 1", "select case when a then ? else ? end - ?")]
    [InlineData("select a is null, b is not null, c = null, true", "select a is null, b is not null, c = ?, ?")]
    [InlineData("select t.\"null\", t.true from t", "select t.\"null\", t.true from t")]
    [InlineData("select E'a', $$b$$, U&'c' uescape '!', B'1', X'f', 1.5, $7", "select ?, ?, ?, ?, ?, ?, ?")]
    [InlineData("select 'a'\n'b'", "select ?")]
    [InlineData("select * from orders_0017 o1 join \"orders_18\" o22", "select * from orders_# o1 join orders_# o#")]
    [InlineData("select \"Id\", \"id\", \"select\", \"a b\" from \"Items\"", "select \"Id\", id, \"select\", \"a b\" from \"Items\"")]
    [InlineData("select a /* x */ from /* y */ t -- z", "select a from t")]
    [InlineData("/*+ IndexScan(t) */ select 1 /*app='x'*/", "/*+ IndexScan(t) */ select ?")]
    [InlineData("select data ? 'key', data ?| array['a','b']", "select data ? ?, data ?| array[?+]")]
    [InlineData("select a::int, b::numeric(10,2), c :: text", "select a::int, b::numeric(?, ?), c::text")]
    [InlineData("select t . a from s . t", "select t.a from s.t")]
    [InlineData("set work_mem = '4MB'", "set work_mem = ?")]
    [InlineData("savepoint sp_1", "savepoint ?")]
    [InlineData("rollback to savepoint \"Sp\"", "rollback to savepoint ?")]
    [InlineData("release s1", "release ?")]
    [InlineData("prepare q1 (int) as select $1", "prepare ?(int) as select ?")]
    [InlineData("execute q1(1, 2)", "execute ?(?, ?)")]
    [InlineData("deallocate all", "deallocate all")]
    [InlineData("deallocate prepare q1", "deallocate prepare ?")]
    [InlineData("declare c1 no scroll cursor with hold for select 1", "declare ? no scroll cursor with hold for select ?")]
    [InlineData("fetch forward 100 from c1", "fetch forward ? from ?")]
    [InlineData("fetch all in c1", "fetch all in ?")]
    [InlineData("close c1", "close ?")]
    [InlineData("listen channel_7", "listen ?")]
    [InlineData("notify chan, 'payload'", "notify ?, ?")]
    [InlineData("begin; select 1; select 2 ;; commit ;", "begin; select ?; commit")]
    [InlineData("update t set a = 1, b = $2 where c = 'x'", "update t set a = ?, b = ? where c = ?")]
    [InlineData("select interval '1 day', date '2020-01-01'", "select interval ?, date ?")]
    [InlineData("select * from t where a between 1 and -2 and b like 'x%'", "select * from t where a between ? and ? and b like ?")]
    [InlineData("select SUM(a) OVER (partition by b) from t", "select sum(a) over (partition by b) from t")]
    [InlineData("select (1, values (1, 2), (3, 4), 5)", "select (?, values (?+), ?)")]
    [InlineData("select a in (1, values (1, null), (2, 3), 4)", "select a in (?+, values (?+), ?)")]
    [InlineData("", "")]
    [InlineData(" ; /* nothing */ ; -- here", "")]
    public void The_text_has_one_spelling(string sql, string expected)
    {
        _analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        Assert.Equal(expected, Encoding.UTF8.GetString(_analyzer.Normalized));
    }

    [Theory]
    [InlineData("select * from t where id = 1", "SELECT *\nFROM T WHERE id=$1 -- comment")]
    [InlineData("select * from t where id in (1)", "select * from t where id in ($1, $2, $3, 4)")]
    [InlineData("insert into t values (1, 2)", "insert into t values (1, 2), (3, 4), (-5, null)")]
    [InlineData("select a from orders_01", "select a from orders_99")]
    [InlineData("select \"a\" from \"t\"", "select a from t")]
    public void Alike_statements_have_one_fingerprint(string one, string other) => Assert.Equal(FingerprintOf(one), FingerprintOf(other));

    [Theory]
    [InlineData("select a, b from t", "select b, a from t")]
    [InlineData("select \"A\" from t", "select a from t")]
    [InlineData("select * from s.t", "select * from t")]
    [InlineData("select 1 limit 1", "select 1 limit 1 offset 1")]
    [InlineData("/*+ a */ select 1", "select 1")]
    [InlineData("select f(1)", "select f(1, 2)")]
    [InlineData("select a is null from t", "select a is true from t")]
    public void Different_statements_have_different_ones(string one, string other) => Assert.NotEqual(FingerprintOf(one), FingerprintOf(other));

    [Fact]
    public void Fingerprints_stay_as_they_are_from_release_to_release()
    {
        Assert.Equal(System.IO.Hashing.XxHash3.HashToUInt64("select * from items where id = ?"u8), FingerprintOf("SELECT * FROM items WHERE id=1"));
    }

    [Fact]
    public void A_long_list_costs_no_room()
    {
        string sql = "select * from t where id in (" + string.Join(",", Enumerable.Range(0, 100_000)) + ")";
        _analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        Assert.Equal("select * from t where id in (?+)", Encoding.UTF8.GetString(_analyzer.Normalized));
    }

    [Fact]
    public void Past_the_limit_text_is_hashed_not_kept_and_still_read()
    {
        string columns = string.Join(", ", Enumerable.Range(0, 40_000).Select(i => "column_" + (char)('a' + i % 26)));
        ulong locking = FingerprintOf("select " + columns + " from t for update");
        Assert.False(_analyzer.IsReadOnly);
        Assert.Equal("t", Encoding.UTF8.GetString(_analyzer.Table(0)));
        Assert.InRange(_analyzer.Normalized.Length, 256 * 1024, 257 * 1024);
        Assert.NotEqual(locking, FingerprintOf("select " + columns + " from u for update"));

        FingerprintOf("select " + string.Join(" = ", Enumerable.Repeat("a", 500_000)));
        Assert.InRange(_analyzer.Normalized.Length, 256 * 1024, 257 * 1024);
    }

    private ulong FingerprintOf(string sql)
    {
        _analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        return _analyzer.Fingerprint;
    }
}
