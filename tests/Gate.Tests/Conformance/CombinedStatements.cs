namespace Seawall.Gate.Tests.Conformance;

/// <summary>Every pair of some statements in one query: what the first leaves, the second meets.</summary>
internal static class CombinedStatements
{
    private static readonly string[] _parts =
    [
        "select 1", "select 1/0", "", "begin", "commit", "rollback", "savepoint a", "rollback to a", "set timezone = 'Asia/Shanghai'", "set local datestyle = 'German'", "reset all", "create temp table pair_t (a int)", "insert into pair_t values (1)", "select * from pair_t",
        "do $$ begin raise notice 'told'; end $$", "prepare pp as select 2", "execute pp", "deallocate all", "declare pc cursor for select 3", "fetch pc", "notify pair, 'x'", "listen pair", "copy (select 4) to stdout", "show datestyle", "vacuum log", "discard temp", "selec",
    ];

    public static IEnumerable<Statement> All =>
        from one in _parts from other in _parts select new Statement($"{one}; {other}") { Alone = true, After = "unlisten *; drop table if exists pair_t" };
}
