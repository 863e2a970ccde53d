using System.Text;
using Seawall.Postgres.Sql;

namespace Seawall.Postgres.Tests.Sql;

public sealed class StatementAnalyzerTests
{
    private readonly StatementAnalyzer _analyzer = new();

    // Tables in order of their first appearance, `!` in front of those written.
    [Theory]
    [InlineData("select 1", "")]
    [InlineData("select * from items", "items")]
    [InlineData("select * from only catalog.items i, trade.orders as o", "catalog.items trade.orders")]
    [InlineData("select * from a join b on a.x = b.x left outer join c using (id), d where e = f", "a b c d")]
    [InlineData("select * from a cross join lateral (select * from b where b.x = a.x) s", "a b")]
    [InlineData("select * from (a join b on true) x, (select 1 from c) y, ((d)) z", "a b c d")]
    [InlineData("select * from (values (1),(2)) v(a), t", "t")]
    [InlineData("select * from generate_series(1, 10) g, unnest(array[1]) with ordinality u, t", "t")]
    [InlineData("select * from rows from (f(1), g(2)) x, t", "t")]
    [InlineData("select * from rows, t", "rows t")]
    [InlineData("select * from pg_catalog.generate_series(1,2), s.\"T\"", "s.\"T\"")]
    [InlineData("select * from current_date d, t", "t")]
    [InlineData("select * from t tablesample bernoulli (10) repeatable (1), u", "t u")]
    [InlineData("select extract(year from d), substring(s from 1 for 2), trim(both 'x' from y), overlay(a placing b from 3) from t", "t")]
    [InlineData("select a is distinct from b, c is not distinct from d from t", "t")]
    [InlineData("select distinct a from t", "t")]
    [InlineData("select (select max(x) from u) from t where exists (select 1 from v) and a in (select b from w)", "u t v w")]
    [InlineData("select 1 as from, t.from, t.join from t", "t")]
    [InlineData("select a from t group by b, c having d order by e, f limit 1 offset 2", "t")]
    [InlineData("select a from t for update of t, u", "t")]
    [InlineData("select sum(x) over w from t window w as (partition by a), w2 as (order by b)", "t")]
    [InlineData("select a from t union all select b from u except (select c from v) order by 1, 2", "t u v")]
    [InlineData("(select a from t) union (select b from u)", "t u")]
    [InlineData("table items", "items")]
    [InlineData("table a union table b", "a b")]
    [InlineData("values (1, (select a from t))", "t")]
    [InlineData("select * into temp table fresh from t", "!fresh t")]
    [InlineData("select a, b into fresh from t, u", "!fresh t u")]
    [InlineData("with x as (select * from t) select * from x, u", "t u")]
    [InlineData("with items as (select * from items) select * from items", "items")]
    [InlineData("with recursive x as (select 1 union all select a from x, t) select * from x", "t")]
    [InlineData("with recursive a as (select * from b), b as (select 1) select * from a", "")]
    [InlineData("with x(a, b) as materialized (select 1, 2), y as not materialized (select * from x, t) select * from y", "t")]
    [InlineData("with recursive x as (select 1) search depth first by a, b set c cycle a set d using e select * from x, t", "t")]
    [InlineData("select * from (with x as (select 1) select * from x) s, x", "x")]
    [InlineData("with d as (delete from t returning *) insert into u select * from d", "!t !u")]
    [InlineData("insert into items (a, b) values (1, 2) on conflict (a) do update set a = 1, b = 2 returning a, b", "!items")]
    [InlineData("insert into a select * from b on conflict do update set x = 1, y = 2", "!a b")]
    [InlineData("insert into a as x (c) (select * from b)", "!a b")]
    [InlineData("insert into a with x as (select * from b) select * from x", "!a b")]
    [InlineData("insert into a select * from unnest($1) with ordinality", "!a")]
    [InlineData("insert into a select * from a", "!a")]
    [InlineData("insert into a default values", "!a")]
    [InlineData("update only items i set a = b.x, c = 2 from b, c where i.id = b.id", "!items b c")]
    [InlineData("update items set a = (select x from b) where c is distinct from d", "!items b")]
    [InlineData("delete from items i using a, b join c using (id) where i.x = a.x returning i.y, z", "!items a b c")]
    [InlineData("merge into t using (select * from s) q on t.id = q.id when matched then update set a = 1, b = 2 when not matched then insert (a, b) values (1, 2)", "!t s")]
    [InlineData("merge into t x using s on t.id = s.id when matched then delete", "!t s")]
    [InlineData("truncate table only a, b.c restart identity cascade", "!a !b.c")]
    [InlineData("lock table a, b in access exclusive mode nowait", "!a !b")]
    [InlineData("copy items (a, b) from stdin with (format csv)", "!items")]
    [InlineData("copy items to stdout", "items")]
    [InlineData("copy (select * from a, b) to stdout", "a b")]
    [InlineData("copy (delete from a returning *) to stdout", "!a")]
    [InlineData("explain (analyze, buffers) select * from t", "t")]
    [InlineData("prepare q as update t set a = $1", "!t")]
    [InlineData("declare c cursor for select * from t for update", "t")]
    [InlineData("fetch 10 from c", "")]
    [InlineData("grant select, insert on t to u", "")]
    [InlineData("revoke select on t from u", "")]
    [InlineData("create table if not exists s.t (a int references u (id), b text default 'x')", "!s.t u")]
    [InlineData("create temp table t as select * from a", "!t a")]
    [InlineData("create materialized view v as with x as (select 1) select * from x, a", "a")]
    [InlineData("alter table if exists only t add column a int, add column b int", "!t")]
    [InlineData("alter table t add constraint f foreign key (a) references u", "!t u")]
    [InlineData("drop table if exists a, b cascade", "!a !b")]
    [InlineData("create unique index concurrently i on t using btree (a, b) where c", "!t")]
    [InlineData("create function f() returns table (a int) language sql begin atomic select * from t; select case when a then b end; end", "")]
    [InlineData("vacuum (full, analyze) t, u (a, b)", "t u")]
    [InlineData("analyze verbose t", "t")]
    [InlineData("select * from \"Order\".\"Line\", \"items\", \"a.b\"", "\"Order\".\"Line\" items \"a.b\"")]
    [InlineData("select * from Comment, key, index", "comment key index")]
    [InlineData("select * from a; update b set x = 1; select * from a", "a !b")]
    [InlineData("select * from t where a = 'from x' /* from y */ and b = $$ from z $$", "t")]
    [InlineData("select * from json_table(x, '$' columns (a int path '$.a')) j, t", "t")]
    [InlineData("insert into perms (select_ok, \"update\", delete) values (1, 2, 3)", "!perms")]
    public void Tables_are_found_and_nothing_else(string sql, string expected)
    {
        _analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        var shown = new List<string>();
        for (int i = 0; i < _analyzer.TableCount; i++)
            shown.Add((_analyzer.TableIsWritten(i) ? "!" : "") + Encoding.UTF8.GetString(_analyzer.Table(i)));
        Assert.Equal(expected, string.Join(" ", shown));
    }

    [Theory]
    [InlineData("", StatementKind.Empty, true, 0)]
    [InlineData(" ;; -- x", StatementKind.Empty, true, 0)]
    [InlineData("select 1", StatementKind.Select, true, 1)]
    [InlineData("((select 1))", StatementKind.Select, true, 1)]
    [InlineData("values (1)", StatementKind.Select, true, 1)]
    [InlineData("table t", StatementKind.Select, true, 1)]
    [InlineData("with x as (select 1) select 2", StatementKind.Select, true, 1)]
    [InlineData("with x as (delete from t returning 1) select 2", StatementKind.Select, false, 1)]
    [InlineData("with x as (select 1) update t set a = 1", StatementKind.Update, false, 1)]
    [InlineData("select * into t from u", StatementKind.Select, false, 1)]
    [InlineData("select * from t for update", StatementKind.Select, false, 1)]
    [InlineData("select * from t for no key update skip locked", StatementKind.Select, false, 1)]
    [InlineData("select * from t where id = (select 1 from u for share)", StatementKind.Select, false, 1)]
    [InlineData("select * from t for key share", StatementKind.Select, false, 1)]
    [InlineData("select substring(x from 1 for 2) from t", StatementKind.Select, true, 1)]
    [InlineData("select nextval('s')", StatementKind.Select, false, 1)]
    [InlineData("select pg_catalog.setval('s', 1)", StatementKind.Select, false, 1)]
    [InlineData("select nextval from t", StatementKind.Select, true, 1)]
    [InlineData("select \"nextval\"('s')", StatementKind.Select, false, 1)]
    [InlineData("select pg_advisory_xact_lock(1)", StatementKind.Select, false, 1)]
    [InlineData("select pg_try_advisory_lock(1)", StatementKind.Select, false, 1)]
    [InlineData("select * from pg_notify('a', 'b')", StatementKind.Select, false, 1)]
    [InlineData("select lo_unlink(1)", StatementKind.Select, false, 1)]
    [InlineData("select 'nextval(1) for update'", StatementKind.Select, true, 1)]
    [InlineData("insert into t values (1)", StatementKind.Insert, false, 1)]
    [InlineData("update t set a = 1", StatementKind.Update, false, 1)]
    [InlineData("delete from t", StatementKind.Delete, false, 1)]
    [InlineData("merge into t using s on a = b when matched then do nothing", StatementKind.Merge, false, 1)]
    [InlineData("begin", StatementKind.Begin, true, 1)]
    [InlineData("BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED", StatementKind.Begin, true, 1)]
    [InlineData("start transaction read only", StatementKind.Begin, true, 1)]
    [InlineData("commit and chain", StatementKind.Commit, true, 1)]
    [InlineData("end", StatementKind.Commit, true, 1)]
    [InlineData("abort", StatementKind.Rollback, true, 1)]
    [InlineData("rollback work", StatementKind.Rollback, true, 1)]
    [InlineData("rollback transaction to savepoint a", StatementKind.RollbackTo, true, 1)]
    [InlineData("rollback to a", StatementKind.RollbackTo, true, 1)]
    [InlineData("savepoint a", StatementKind.Savepoint, true, 1)]
    [InlineData("release savepoint a", StatementKind.Release, true, 1)]
    [InlineData("prepare transaction 'x'", StatementKind.Other, false, 1)]
    [InlineData("commit prepared 'x'", StatementKind.Other, false, 1)]
    [InlineData("rollback prepared 'x'", StatementKind.Other, false, 1)]
    [InlineData("set local a = 1", StatementKind.Set, true, 1)]
    [InlineData("reset all", StatementKind.Reset, true, 1)]
    [InlineData("show all", StatementKind.Show, true, 1)]
    [InlineData("prepare q as select $1", StatementKind.Prepare, true, 1)]
    [InlineData("prepare q as delete from t", StatementKind.Prepare, false, 1)]
    [InlineData("execute q", StatementKind.Execute, false, 1)]
    [InlineData("deallocate q", StatementKind.Deallocate, true, 1)]
    [InlineData("discard all", StatementKind.Discard, true, 1)]
    [InlineData("copy t from stdin", StatementKind.Copy, false, 1)]
    [InlineData("copy t to stdout", StatementKind.Copy, true, 1)]
    [InlineData("copy t to '/tmp/x'", StatementKind.Copy, false, 1)]
    [InlineData("copy t to program 'cat'", StatementKind.Copy, false, 1)]
    [InlineData("copy (insert into t values (1) returning a) to stdout", StatementKind.Copy, false, 1)]
    [InlineData("listen a", StatementKind.Listen, true, 1)]
    [InlineData("unlisten *", StatementKind.Listen, true, 1)]
    [InlineData("notify a", StatementKind.Notify, false, 1)]
    [InlineData("declare c cursor for select 1", StatementKind.Declare, true, 1)]
    [InlineData("declare c cursor for select 1 from t for update", StatementKind.Declare, false, 1)]
    [InlineData("fetch next from c", StatementKind.Fetch, true, 1)]
    [InlineData("move 1 in c", StatementKind.Fetch, true, 1)]
    [InlineData("close all", StatementKind.Close, true, 1)]
    [InlineData("create table t (a int)", StatementKind.Ddl, false, 1)]
    [InlineData("grant select on t to u", StatementKind.Ddl, false, 1)]
    [InlineData("truncate t", StatementKind.Truncate, false, 1)]
    [InlineData("call p(1)", StatementKind.Call, false, 1)]
    [InlineData("do $$ begin end $$", StatementKind.Do, false, 1)]
    [InlineData("explain select 1", StatementKind.Explain, true, 1)]
    [InlineData("explain delete from t", StatementKind.Explain, true, 1)]
    [InlineData("explain analyze delete from t", StatementKind.Explain, false, 1)]
    [InlineData("explain (analyze, costs off) update t set a = 1", StatementKind.Explain, false, 1)]
    [InlineData("explain (analyze false) update t set a = 1", StatementKind.Explain, true, 1)]
    [InlineData("explain analyze select 1", StatementKind.Explain, true, 1)]
    [InlineData("explain analyze execute q", StatementKind.Explain, false, 1)]
    [InlineData("vacuum t", StatementKind.Vacuum, false, 1)]
    [InlineData("analyze", StatementKind.Analyze, false, 1)]
    [InlineData("lock t", StatementKind.Lock, false, 1)]
    [InlineData("checkpoint", StatementKind.Other, false, 1)]
    [InlineData("frobnicate the server", StatementKind.Other, false, 1)]
    [InlineData("begin; select 1; commit", StatementKind.Select, true, 3)]
    [InlineData("begin; insert into t values (1); select 1; commit;", StatementKind.Insert, false, 4)]
    [InlineData("select 1; select 1; select 1", StatementKind.Select, true, 3)]
    [InlineData("create rule r as on insert to t do (delete from u; delete from v); select 1", StatementKind.Ddl, false, 2)]
    [InlineData("create or replace procedure p() language sql begin atomic delete from t; select case 1 when 2 then 3 end; end; select 1", StatementKind.Ddl, false, 2)]
    [InlineData("create function f() returns int as 'select 1; select 2' language sql", StatementKind.Ddl, false, 1)]
    [InlineData("SET SESSION AUTHORIZATION DEFAULT;RESET ALL;CLOSE ALL;UNLISTEN *;SELECT pg_advisory_unlock_all();DISCARD SEQUENCES;DISCARD TEMP", StatementKind.Select, false, 7)]
    public void Kind_and_harmlessness_are_told(string sql, StatementKind kind, bool readOnly, int count)
    {
        _analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        Assert.Equal((kind, readOnly, count), (_analyzer.Kind, _analyzer.IsReadOnly, _analyzer.StatementCount));
        Assert.True(count == 0 || _analyzer.Contains(kind));
    }

    [Theory]
    [InlineData("savepoint A1", "a1")]
    [InlineData("rollback to \"A\"\"b\"", "A\"b")]
    [InlineData("prepare Q as select 1", "q")]
    [InlineData("execute q(1)", "q")]
    [InlineData("deallocate prepare q", "q")]
    [InlineData("deallocate all", "")]
    [InlineData("declare c cursor for select 1", "c")]
    [InlineData("fetch forward 10 from c", "c")]
    [InlineData("close c", "c")]
    [InlineData("listen ch", "ch")]
    [InlineData("unlisten *", "")]
    [InlineData("select 1", "")]
    public void The_object_a_session_statement_is_about_is_named(string sql, string expected)
    {
        _analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        Assert.Equal(expected, Encoding.UTF8.GetString(_analyzer.Subject));
    }

    [Fact]
    public void Backslash_strings_and_double_byte_text_are_read_by_the_session_settings()
    {
        _analyzer.Analyze("select 'a\\' from x --' from t"u8, standardConformingStrings: false);
        Assert.Equal("t", Encoding.UTF8.GetString(_analyzer.Table(0)));
        byte[] gbk = [.. "select e'"u8, 0x81, (byte)'\\', .. "' from t"u8];
        _analyzer.Analyze(gbk, encoding: SqlEncoding.DoubleByte);
        Assert.False(_analyzer.IsUnterminated);
        Assert.Equal("t", Encoding.UTF8.GetString(_analyzer.Table(0)));
    }

    [Fact]
    public void What_is_nested_too_deep_is_never_called_read_only()
    {
        _analyzer.Analyze(Encoding.UTF8.GetBytes("select " + new string('(', 5000) + "1" + new string(')', 5000)));
        Assert.False(_analyzer.IsReadOnly);
        Assert.Equal(StatementKind.Select, _analyzer.Kind);
    }
}
