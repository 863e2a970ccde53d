using System.Runtime.CompilerServices;
using System.Text;
using Seawall.Postgres.Sql;

namespace Seawall.Postgres.Tests.Fuzz;

/// <summary>What is broken to test the lexer and the analyser, and what must hold of the result whatever it is.</summary>
internal static class BrokenSql
{
    public static byte[] Telling => "'\"$;()[],.:-*/\\?EUeubnx&+=\n 019\0\u0081\u00ff"u8.ToArray();

    /// <summary>Sound statements, and every text of the kept corpus: what once broke something comes back in all its mutations.</summary>
    public static byte[][] Corpus() => [.. s_statements.Select(Encoding.UTF8.GetBytes), .. Directory.GetFiles(Folder(), "*.sql").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>Throws when a byte belongs to no token, or to two, or when the same text has two fingerprints. Returns the number of tokens.</summary>
    public static int Check(ReadOnlySpan<byte> sql, StatementAnalyzer analyzer, StatementAnalyzer fresh)
    {
        int tokens = 0;
        foreach (SqlEncoding encoding in (ReadOnlySpan<SqlEncoding>)[SqlEncoding.AsciiSafe, SqlEncoding.DoubleByte])
        {
            tokens += Tokens(sql, encoding);
            analyzer.Analyze(sql, standardConformingStrings: true, encoding);
            fresh.Analyze("select a, 'b' from c"u8);
            fresh.Analyze(sql, standardConformingStrings: true, encoding);
            Must(analyzer.Facts == fresh.Facts && analyzer.TableCount == fresh.TableCount && analyzer.Normalized.SequenceEqual(fresh.Normalized), "a text has two meanings");
            Must(analyzer.Normalized.Length <= 3 * sql.Length + 16, "a normalised text is too long");
            Must(analyzer.StatementCount <= sql.Length && analyzer.TableCount <= 256, "too many statements or tables");
            for (int i = 0; i < analyzer.TableCount; i++)
                Must(analyzer.Table(i).Length is > 0 && analyzer.Table(i).Length <= sql.Length, "a table's name is no part of the text");
            Must(analyzer.Tag("role"u8).Length <= sql.Length && analyzer.Subject.Length <= sql.Length, "a tag is no part of the text");
        }
        return tokens;
    }

    private static int Tokens(ReadOnlySpan<byte> sql, SqlEncoding encoding)
    {
        SqlLexer lexer = new(sql, standardConformingStrings: true, encoding);
        int end = 0;
        int count = 0;
        while (lexer.Next(out SqlToken token))
        {
            count++;
            Must(token.Length > 0 && token.Start >= end && token.End <= sql.Length, "a token overlaps or leaves the text");
            Must(sql[end..token.Start].IndexOfAnyExcept(" \t\n\v\f\r"u8) < 0, "a byte belongs to no token");
            end = token.End;
        }
        Must(sql[end..].IndexOfAnyExcept(" \t\n\v\f\r"u8) < 0, "a byte at the end belongs to no token");
        return count;
    }

    private static void Must(bool condition, string what)
    {
        if (!condition)
            throw new InvalidOperationException(what);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "..", "Corpus");

    private static readonly string[] s_statements =
    [
        "select a.b, 'it''s', E'x\\'y', $$d$$, $t$ e $t$, U&'\\0041' uescape '!', B'01', 1.5e-3, $1 from s.t as x (a, b), only u where a in (1, 2, 3) -- c\n",
        "with recursive a(x) as (select 1 union all select x + 1 from a), b as not materialized (table c) insert into t (a, b) values (1, (2)), (3, 4) on conflict (a) do update set b = excluded.b returning *",
        "merge into t using (select * from s) q on t.id = q.id when matched then update set a = 1 when not matched then insert values (1)",
        "/*+ hint */ update only \"T\" set a = array[[1,2],[3,4]], b = c[1:2] from lateral f(x) g, h where a is not distinct from b /*role='app',baggage='seawall.caller%3Dweb'*/",
        "begin; savepoint a; rollback to a; prepare q as delete from t using u where $1; execute q(1); explain (analyze off) select 1; commit",
        "create or replace procedure p() begin atomic delete from t; select case when 1 then 2 end; end; copy t (a) from stdin with (format csv)",
        "select '\u4e2d\u6587', \u4e2d from \u8868 where a->>'b' ?| array['c'] and d::text ~ 'x' /* nested /* comment */ */ for update of t",
        "values (1, null), (-2, true), (- 3, default)",
    ];
}
