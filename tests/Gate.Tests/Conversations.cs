namespace Seawall.Gate.Tests;

using static Wire;

/// <summary>Client scripts that walk through every rule of the protocol; the server itself says what the right answers are.</summary>
internal static class Conversations
{
    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["simple"] = Join(Query("select 1"), Query("select generate_series(1,3), 'x'")),
        ["empty query"] = Join(Query(""), Query("  ; ;"), Query("-- nothing")),
        ["several statements"] = Query("select 1; select 2, 3; create temp table t(a int); insert into t values (1),(2); select a + 0 from t"),
        ["an error ends a multi-statement query"] = Query("select 1; select 1/0; select 3"),
        ["a syntax error"] = Join(Query("selec 1"), Query("select 1")),
        ["transaction words"] = Join(Query("begin"), Query("begin"), Query("select 1"), Query("commit"), Query("commit")),
        ["a failed transaction"] = Join(
            Query("begin"), Query("select 1/0"), Query("select 1"), Query("select 1; rollback"), Query("savepoint a"), Query("commit"), Query("select 2")),
        ["savepoints"] = Join(Query("begin"), Query("savepoint a"), Query("select 1/0"), Query("rollback to a"), Query("select 1"), Query("commit")),
        ["extended"] = Join(Parse("", "select $1::int"), Bind("", "", "7"), DescribePortal(""), Execute(""), Sync),
        ["named statement"] = Join(
            Parse("s1", "select $1::int + $2::int", 23, 23), DescribeStatement("s1"), Sync,
            Bind("", "s1", "1", "2"), Execute(""), Sync, Bind("", "s1", "3", null), Execute(""), Sync, CloseStatement("s1"), Sync, Bind("", "s1", "1", "2"), Sync),
        ["duplicate name keeps the first"] = Join(
            Parse("s", "select 1"), Sync, Parse("s", "select 2"), Sync, Bind("", "s"), Execute(""), Sync),
        ["failed parse leaves no name"] = Join(Parse("s", "selec 1"), Sync, Bind("", "s"), Execute(""), Sync),
        ["unknown portal"] = Join(Execute("nope"), Sync, DescribePortal("nope"), Sync, CloseStatement("nope"), Sync),
        ["an error discards up to sync, queries too"] = Join(
            Parse("", "selec"), Bind("", ""), Execute(""), Query("select 'discarded'"), Flush, Sync, Query("select 'kept'")),
        ["a query between extended messages"] = Join(Parse("", "select 1"), Bind("", ""), Execute(""), Query("select 2"), Sync),
        ["an error in that query"] = Join(
            Query("create temp table t(a int)"), Parse("", "insert into t values (1)"), Bind("", ""), Execute(""), Query("select 1/0"), Sync, Query("select count(*) from t")),
        ["one pipeline is one transaction"] = Join(
            Query("create temp table t(a int)"),
            Parse("", "insert into t values (1)"), Bind("", ""), Execute(""), Parse("", "select 1/0"), Bind("", ""), Execute(""), Sync,
            Query("select count(*) from t")),
        ["begin in a pipeline"] = Join(
            Parse("", "begin"), Bind("", ""), Execute(""), Parse("", "select 1"), Bind("", ""), Execute(""), Sync,
            Parse("", "commit"), Bind("", ""), Execute(""), Sync),
        ["a statement twice in a pipeline"] = Join(
            Parse("a", "select $1::text"), Bind("", "a", "x"), Execute(""), Bind("", "a", "y"), Execute(""), Sync),
        ["unnamed statement dies with a query"] = Join(Parse("", "select 1"), Sync, Bind("", ""), Execute(""), Sync, Query("select 2"), Bind("", ""), Execute(""), Sync),
        ["portal suspended"] = Join(
            Query("begin"), Parse("", "select generate_series(1,5)"), Bind("p", ""), Execute("p", 2), Execute("p", 2), Execute("p", 2), Execute("p", 2), Sync,
            ClosePortal("p"), Sync, Query("commit")),
        ["portal dies at sync"] = Join(Parse("", "select generate_series(1,5)"), Bind("p", ""), Execute("p", 2), Sync, Execute("p", 2), Sync),
        ["portal survives close of its statement"] = Join(
            Query("begin"), Parse("s", "select 1"), Bind("p", "s"), CloseStatement("s"), Execute("p"), Sync, Query("rollback")),
        ["empty statement"] = Join(Parse("", ""), Bind("", ""), DescribePortal(""), Execute(""), Sync),
        ["no data"] = Join(Parse("", "set work_mem='4MB'"), DescribeStatement(""), Bind("", ""), DescribePortal(""), Execute(""), Sync),
        ["SQL prepare and protocol names are one"] = Join(
            Parse("s", "select 1"), Sync, Query("execute s"), Query("prepare q as select 2"), Bind("", "q"), Execute(""), Sync, Query("deallocate s"), Bind("", "s"), Sync),
        ["deallocate and discard all"] = Join(
            Parse("s", "select 1"), Sync, Query("deallocate all"), Bind("", "s"), Sync, Parse("s", "select 1"), Sync, Query("discard all"), Bind("", "s"), Sync),
        ["discard all in a transaction"] = Join(Query("begin"), Query("discard all"), Query("rollback")),
        ["parse in a failed transaction"] = Join(
            Query("begin"), Query("select 1/0"), Parse("", "select 1"), Sync, Parse("", "rollback"), Bind("", ""), Execute(""), Sync),
        ["vacuum late in a pipeline"] = Join(Parse("", "select 1"), Bind("", ""), Execute(""), Parse("", "vacuum"), Bind("", ""), Execute(""), Sync),
        ["parameter status"] = Join(
            Query("set application_name='one'; set timezone='UTC'"), Query("begin; set timezone='Asia/Shanghai'; rollback"), Query("reset all")),
        ["flush"] = Join(Parse("", "select 1"), Flush, Bind("", ""), Flush, Execute(""), Flush, Sync, Flush),
        ["copy in"] = Join(Query("create temp table t(a int)"), Query("copy t from stdin"), CopyData("1\n2\n"), CopyData("3\n"), CopyDone, Query("select a + 0 from t")),
        ["copy in fails on the client"] = Join(Query("create temp table t(a int)"), Query("copy t from stdin"), CopyData("1\n"), CopyFail("changed my mind"), Query("select 1")),
        ["copy in fails on the server"] = Join(
            Query("create temp table t(a int)"), Query("copy t from stdin"), CopyData("x\n"), CopyData("1\n"), CopyDone, Query("select count(*) from t")),
        ["extended copy in; sync inside it is ignored"] = Join(
            Query("create temp table t(a int)"), Parse("", "copy t from stdin"), Bind("", ""), Execute(""), Sync, CopyData("1\n"), CopyDone, Sync, Query("select a + 0 from t")),
        ["flush inside copy in is ignored"] = Join(
            Query("create temp table t(a int)"), Query("copy t from stdin"), Flush, CopyData("1\n"), Sync, CopyDone, Query("select a + 0 from t")),
        ["copy messages outside of copy are ignored"] = Join(CopyData("x"), CopyDone, CopyFail("x"), Query("select 1")),
        ["query during copy in loses the connection"] = Join(Query("create temp table t(a int)"), Query("copy t from stdin"), Query("select 1")),
        ["copy out"] = Join(Query("copy (select generate_series(1,1000)) to stdout"), Query("select 1")),
        ["extended copy out"] = Join(Parse("", "copy (select 1) to stdout"), Bind("", ""), Execute(""), Sync),
        ["two copies in one query"] = Join(
            Query("create temp table t(a int); copy t from stdin; copy t from stdin; select a + 0 from t"), CopyData("1\n"), CopyDone, CopyData("2\n"), CopyDone, Query("select 2")),
        ["function call"] = Join(FunctionCall(1397, "-5"), FunctionCall(1397, "x"), FunctionCall(999_999), Query("select 1")),
        ["notifications"] = Join(Query("listen a"), Query("notify a, 'one'"), Query("begin"), Query("notify a, 'two'"), Query("commit"), Query("unlisten *"), Query("notify a")),
        ["notices"] = Query("do $$ begin raise notice 'hello'; raise warning 'beware'; end $$"),
        ["rows and commands"] = Join(
            Query("create temp table t(a int)"), Query("insert into t select generate_series(1,10)"), Query("update t set a=a+1 where a>5"),
            Query("delete from t where a<3"), Query("truncate t"), Query("values (1),(2)")),
        ["cursors"] = Join(Query("begin"), Query("declare c cursor for select generate_series(1,10)"), Query("fetch 3 from c"), Query("move 2 in c"), Query("fetch all from c"), Query("commit")),
        ["large rows"] = Query("select repeat('x', 300000), generate_series(1,4)"),
        ["large query"] = Query($"select length('{new string('y', 300_000)}')"),
        ["large parameter"] = Join(Parse("", "select length($1::text)"), Bind("", "", new string('z', 200_000)), Execute(""), Sync),
        ["unknown message type"] = Join(Query("select 1"), Message('y', [1, 2, 3])),
        ["a bad bind"] = Join(Parse("", "select $1::int"), Bind("", "", "x"), Execute(""), Sync, Bind("", ""), Sync, Query("select 1")),
        ["a malformed parse"] = Join(Message('P', [1, 2, 3]), Sync, Query("select 1")),
        ["a length too small"] = Join(Query("select 1"), [(byte)'Q', 0, 0, 0, 3]),
    };
}
