using System.Text;
using Seawall.Postgres.Sql;

namespace Seawall.Postgres.Tests.Sql;

public sealed class SqlShapeTests
{
    private readonly StatementAnalyzer _analyzer = new();

    // w: no WHERE, l: no LIMIT, %: a pattern that begins with a wildcard, a digit: joins.
    [Theory]
    [InlineData("select 1", "")]
    [InlineData("select * from t", "wl")]
    [InlineData("select * from t where id = 1", "l")]
    [InlineData("select * from t limit 5", "w")]
    [InlineData("select * from t where a = 1 order by b limit 5 offset 3", "")]
    [InlineData("select * from t where a = 1 fetch first 5 rows only", "")]
    [InlineData("select * from t where a = 1 limit all", "l")]
    [InlineData("select * from t where a = 1 limit null", "l")]
    [InlineData("select * from t where a = 1 for update limit 1", "")]
    [InlineData("select a from t where b = 1 union select c from u", "wl")]
    [InlineData("select a from t union select c from u where b = 1 limit 2", "w")]
    [InlineData("select a from t where x union select c from u where b = 1 limit 2", "")]
    [InlineData("select now()", "")]
    [InlineData("select * from generate_series(1, 5)", "")]
    [InlineData("select * from (select * from t) s", "")]
    [InlineData("select * from t where a in (select b from u limit 5)", "l")]
    [InlineData("select sum(a) filter (where b > 1) from t", "wl")]
    [InlineData("with x as (select * from t) select * from x", "")]
    [InlineData("with x as (select * from t) select * from u", "wl")]
    [InlineData("table t", "")]
    [InlineData("values (1)", "")]
    [InlineData("update t set a = 1", "w")]
    [InlineData("update t set a = 1 where id = 2", "")]
    [InlineData("update t set a = (select max(b) from u where c = 1)", "w")]
    [InlineData("delete from t", "w")]
    [InlineData("delete from t using u where t.id = u.id", "")]
    [InlineData("with d as (delete from t returning *) select * from d where id = 1", "w")]
    [InlineData("with d as (delete from t where id = 1 returning *) select * from d", "")]
    [InlineData("insert into t (a) values (1)", "")]
    [InlineData("insert into t select * from u", "wl")]
    [InlineData("insert into t (a) values (1) on conflict (a) do update set b = 2", "")]
    [InlineData("explain update t set a = 1", "")]
    [InlineData("explain analyze update t set a = 1", "w")]
    [InlineData("truncate a, b", "")]
    [InlineData("drop table a, b", "")]
    [InlineData("select 1; delete from t; select 2", "w")]
    [InlineData("select * from a join b on a.x = b.x where a.y = 1 limit 1", "1")]
    [InlineData("select * from a, b, c left join d on true where a.y = 1 limit 1", "3")]
    [InlineData("select f(a, b), g from a where exists (select 1 from b join c using (x)) limit 1", "1")]
    [InlineData("select * from (a join b on true) where y = 1 limit 1", "1")]
    [InlineData("select * from (a join b on true)", "wl1")]
    [InlineData("update t set a = 1 from u, v where t.id = u.id", "1")]
    [InlineData("select * from t where a like '%x' limit 1", "%")]
    [InlineData("select * from t where a ILIKE '%x' limit 1", "%")]
    [InlineData("select * from t where a not like '_x' limit 1", "%")]
    [InlineData("select * from t where a like 'x%' limit 1", "")]
    [InlineData("select * from t where a like $1 limit 1", "")]
    [InlineData("select * from t where a like E'%x' limit 1", "%")]
    [InlineData("select * from t where a like $$%x$$ limit 1", "%")]
    [InlineData("select * from t where a like $q$%x$q$ limit 1", "%")]
    [InlineData("select * from t where a ~~ '%x' limit 1", "%")]
    [InlineData("select * from t where a !~~* '%x' limit 1", "%")]
    [InlineData("select * from t where a = '%x' limit 1", "")]
    [InlineData("select * from t where a like '' limit 1", "")]
    [InlineData("select \"like\", '%x' from t where a = 1 limit 1", "")]
    public void The_form_of_a_statement_is_seen(string sql, string shape)
    {
        _analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        Assert.Equal(shape, Told(_analyzer.Shape));
    }

    [Theory]
    [InlineData("select * from a straight_join b where a.x = 1 limit 2", "1")]
    [InlineData("update a, b set a.x = 1", "w1")]
    public void And_by_MySQLs_rules(string sql, string shape)
    {
        var analyzer = new StatementAnalyzer(SqlDialect.MySql);
        analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        Assert.Equal(shape, Told(analyzer.Shape));
    }

    // Spacing, case, comments and constants change nothing of a form, nor does what was read before.
    [Fact]
    public void The_form_does_not_depend_on_how_it_is_written()
    {
        const int seed = 20261123;
        var random = new Random(seed);
        string[] parts = ["select a from t", "select a from t, u", "update t set a = 1", "delete from t", "select b from t where c like '%1'", "insert into t values (1)"];
        string[] tails = ["", " where b = 7", " where b = 7 limit 3", " limit all"];
        for (int turn = 0; turn < 2_000; turn++)
        {
            string sql = parts[random.Next(parts.Length)] + tails[random.Next(tails.Length)];
            _analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
            SqlShape plain = _analyzer.Shape;
            string written = string.Concat(sql.Split(' ').Select(word => (random.Next(3) == 0 && word[0] != '\'' ? word.ToUpperInvariant() : word) + (random.Next(4) switch { 0 => " /* limit 1 where */ ", 1 => "\n--where\n", 2 => "  ", _ => " " })));
            _analyzer.Analyze(Encoding.UTF8.GetBytes(written));
            Assert.True(plain == _analyzer.Shape, $"seed {seed}, turn {turn}: {Told(plain)} of {sql}, {Told(_analyzer.Shape)} of {written}");
        }
    }

    private static string Told(SqlShape shape) =>
        (shape.NoWhere ? "w" : "") + (shape.NoLimit ? "l" : "") + (shape.LeadingWildcard ? "%" : "") + (shape.Joins > 0 ? $"{shape.Joins}" : "");
}
