using System.Text;
using Seawall.Postgres.Capture;
using Seawall.Postgres.Sql;
using Xunit.Abstractions;

namespace Seawall.Postgres.Tests.Fuzz;

public sealed class SqlFuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 20_000;

    private static readonly byte[][] s_corpus = Array.ConvertAll(
        new[]
        {
            "select a.b, 'it''s', E'x\\'y', $$d$$, $t$ e $t$, U&'\\0041' uescape '!', B'01', 1.5e-3, $1 from s.t as x (a, b), only u where a in (1, 2, 3) -- c\n",
            "with recursive a(x) as (select 1 union all select x + 1 from a), b as not materialized (table c) insert into t (a, b) values (1, (2)), (3, 4) on conflict (a) do update set b = excluded.b returning *",
            "merge into t using (select * from s) q on t.id = q.id when matched then update set a = 1 when not matched then insert values (1)",
            "/*+ hint */ update only \"T\" set a = array[[1,2],[3,4]], b = c[1:2] from lateral f(x) g, h where a is not distinct from b /*role='app',baggage='seawall.caller%3Dweb'*/",
            "begin; savepoint a; rollback to a; prepare q as delete from t using u where $1; execute q(1); explain (analyze off) select 1; commit",
            "create or replace procedure p() begin atomic delete from t; select case when 1 then 2 end; end; copy t (a) from stdin with (format csv)",
            "select '\u4e2d\u6587', \u4e2d from \u8868 where a->>'b' ?| array['c'] and d::text ~ 'x' /* nested /* comment */ */ for update of t",
            "values (1, null), (-2, true), (- 3, default)",
        },
        Encoding.UTF8.GetBytes);

    private static readonly byte[] s_telling = "'\"$;()[],.:-*/\\?EUeubnx&+=\n 019\0\u0081\u00ff"u8.ToArray();

    [Theory]
    [InlineData(true, SqlEncoding.AsciiSafe)]
    [InlineData(false, SqlEncoding.AsciiSafe)]
    [InlineData(true, SqlEncoding.DoubleByte)]
    [InlineData(false, SqlEncoding.ShiftJis)]
    public void Every_byte_of_broken_text_belongs_to_one_token_or_is_white_space(bool standardConformingStrings, SqlEncoding encoding) => Run((sql, say) =>
    {
        var lexer = new SqlLexer(sql, standardConformingStrings, encoding);
        int end = 0;
        while (lexer.Next(out SqlToken token))
        {
            Assert.True(token.Length > 0 && token.Start >= end && token.End <= sql.Length, say());
            for (int i = end; i < token.Start; i++)
                Assert.True(CharClass.IsSpace(sql[i]), say());
            end = token.End;
        }

        for (int i = end; i < sql.Length; i++)
            Assert.True(CharClass.IsSpace(sql[i]), say());
    });

    [Theory]
    [InlineData(true, SqlEncoding.AsciiSafe)]
    [InlineData(false, SqlEncoding.DoubleByte)]
    public void Broken_text_is_analysed_within_bounds_and_twice_alike(bool standardConformingStrings, SqlEncoding encoding)
    {
        var analyzer = new StatementAnalyzer();
        var fresh = new StatementAnalyzer();
        Run((sql, say) =>
        {
            analyzer.Analyze(sql, standardConformingStrings, encoding);
            fresh.Analyze(s_corpus[0]);
            fresh.Analyze(sql, standardConformingStrings, encoding);
            Assert.True(analyzer.Facts == fresh.Facts && analyzer.TableCount == fresh.TableCount, say());
            Assert.True(analyzer.Normalized.Length <= 3 * sql.Length + 16, say());
            Assert.True(analyzer.StatementCount <= sql.Length && analyzer.TableCount <= 256, say());
            for (int i = 0; i < analyzer.TableCount; i++)
                Assert.True(analyzer.Table(i).Length is > 0 && analyzer.Table(i).Length <= sql.Length && analyzer.TableIsWritten(i) == fresh.TableIsWritten(i), say());
            Assert.True(analyzer.Tag("role"u8).Length <= sql.Length && analyzer.Subject.Length <= sql.Length, say());
        });
    }

    [Fact]
    public void Broken_text_is_masked_within_the_room_reckoned_for_it()
    {
        var masking = new Masking("0123456789abcdef"u8);
        byte[] room = new byte[64 * 1024];
        Run((sql, say) => Assert.True(masking.MaskSql(sql, room.AsSpan(0, Masking.MaskedSqlSize(sql.Length))) >= 0, say()), rounds: 4000);
    }

    private void Run(Action<byte[], Func<string>> step, int rounds = Rounds)
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var mutations = new Mutations(seed, s_corpus, s_telling);
        for (int i = 0; i < rounds; i++)
        {
            byte[] sql = mutations.Next();
            string Say() => $"seed {seed}, round {i}: {Convert.ToHexString(sql)}";
            try
            {
                step(sql, Say);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException(Say(), e);
            }
        }
    }
}
