using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Seawall.Postgres.Sql;

namespace Seawall.Postgres.Tests.Fuzz;

/// <summary>What must hold of every statement; FsCheck prints the seed of a failure.</summary>
public sealed class SqlPropertyTests
{
    private static readonly string[] s_words = ["select", "from", "where", "items", "\"Items\"", "a", "b", "and", "or", "in", "as", "order", "by", "update", "set", "values", "insert", "into", "for", "is", "not", "with", "case", "end"];
    private static readonly string[] s_literals = ["1", "2.5", "'x'", "'it''s'", "$1", "$$y$$", "E'\\''", "X'1F'"];
    private static readonly string[] s_signs = ["(", ")", ",", ".", "=", "||", "::", "[", "]", "*", ";", "<>"];

    // A token and, at its place, how to write it otherwise with the same meaning.
    private static readonly Gen<(string Text, string Other)> s_token = Gen.Frequency(
        (5, from word in Gen.Elements(s_words) select (word, word[0] == '"' ? word : word.ToUpperInvariant())),
        (2, from one in Gen.Elements(s_literals) from other in Gen.Elements(s_literals) select (one, other)),
        (4, from sign in Gen.Elements(s_signs) select (sign, sign)));

    private static readonly Gen<string> s_blank = Gen.Elements(" ", "\n", "\t \r\n", " /* from x */ ", " -- ; '\n", "/**/ ");

    [Fact]
    public void Spacing_case_comments_and_constants_do_not_change_a_fingerprint() => Prop.ForAll(
        (from tokens in s_token.ArrayOf() from blanks in s_blank.ArrayOf(tokens.Length) select (tokens, blanks)).ToArbitrary(),
        sample =>
        {
            string one = string.Join(' ', sample.tokens.Select(token => token.Text));
            var other = new StringBuilder();
            for (int i = 0; i < sample.tokens.Length; i++)
                other.Append(sample.tokens[i].Other).Append(JoinsWithNext(sample.tokens, i) ? " " : sample.blanks[i]);
            (StatementFacts Facts, string Text) expected = Analyze(one);
            (StatementFacts Facts, string Text) actual = Analyze(other.ToString());
            return (expected == actual).Label($"{one}\n{other}\n{expected}\n{actual}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_list_has_one_fingerprint_at_any_length() => Prop.ForAll(
        Gen.Elements(s_literals).NonEmptyListOf().ToArbitrary(),
        values => Analyze("select a from t where b in (" + string.Join(", ", values) + ")").Facts.Fingerprint == Analyze("select a from t where b in (1)").Facts.Fingerprint)
        .Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Tokens_of_any_bytes_are_in_order_and_cover_all_but_white_space() => Prop.ForAll<byte[]>(bytes =>
    {
        var lexer = new SqlLexer(bytes);
        int end = 0;
        bool blankBetween = true;
        while (lexer.Next(out SqlToken token))
        {
            blankBetween &= token.Start >= end && bytes.AsSpan(end, token.Start - end).IndexOfAnyExcept(" \t\n\v\f\r"u8) < 0;
            end = token.End;
        }

        return blankBetween && bytes.AsSpan(end).IndexOfAnyExcept(" \t\n\v\f\r"u8) < 0;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    // A string behind a line end goes on with the string before it.
    private static bool JoinsWithNext((string Text, string Other)[] tokens, int index) =>
        index + 1 < tokens.Length && s_literals.Contains(tokens[index].Text) && s_literals.Contains(tokens[index + 1].Text);

    private static (StatementFacts Facts, string Text) Analyze(string sql)
    {
        var analyzer = new StatementAnalyzer();
        analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        return (analyzer.Facts, Encoding.UTF8.GetString(analyzer.Normalized));
    }
}
