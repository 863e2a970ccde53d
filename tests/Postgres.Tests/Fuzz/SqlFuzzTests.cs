using Seawall.Postgres.Capture;
using Seawall.Postgres.Sql;
using Xunit.Abstractions;

namespace Seawall.Postgres.Tests.Fuzz;

public sealed class SqlFuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 20_000;

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
            fresh.Analyze("select 1, 'x' from t"u8);
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
        var mutations = new Mutations(seed, BrokenSql.Corpus(), BrokenSql.Telling);
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
