using System.Text;
using Seawall.Postgres.Sql;

namespace Seawall.Postgres.Tests.Sql;

public sealed class SqlLexerTests
{
    [Theory]
    [InlineData("select 1", "Word:select Number:1")]
    [InlineData("  \t\r\n\f\v", "")]
    [InlineData("", "")]
    [InlineData("a.b.c", "Word:a Dot:. Word:b Dot:. Word:c")]
    [InlineData("'it''s'", "String:'it''s'")]
    [InlineData("'a\\'", "String:'a\\'")]
    [InlineData("E'it\\'s' x", "String:E'it\\'s' Word:x")]
    [InlineData("e'a\\\\'||'b'", "String:e'a\\\\' Operator:|| String:'b'")]
    [InlineData("N'x'", "String:N'x'")]
    [InlineData("U&'d\\0061t\\+000061'", "String:U&'d\\0061t\\+000061'")]
    [InlineData("U&'d!0061t' uescape '!' x", "String:U&'d!0061t' uescape '!' Word:x")]
    [InlineData("U&\"d!0061t\" UESCAPE '!'", "QuotedName:U&\"d!0061t\" UESCAPE '!'")]
    [InlineData("u & 'x'", "Word:u Operator:& String:'x'")]
    [InlineData("e 'x'", "Word:e String:'x'")]
    [InlineData("B'1010' x'1F'", "BitString:B'1010' BitString:x'1F'")]
    [InlineData("'a'\n'b'", "String:'a'\n'b'")]
    [InlineData("'a' -- c\n 'b'", "String:'a' -- c\n 'b'")]
    [InlineData("'a' 'b'", "String:'a' String:'b'")]
    [InlineData("'a'\n, 'b'", "String:'a' Comma:, String:'b'")]
    [InlineData("E'a\\''\n'b\\''", "String:E'a\\''\n'b\\''")]
    [InlineData("$$a'b$$", "String:$$a'b$$")]
    [InlineData("$tag$ $$ $tag2$ $tag$x", "String:$tag$ $$ $tag2$ $tag$ Word:x")]
    [InlineData("$1$2", "Parameter:$1 Parameter:$2")]
    [InlineData("$12+$tag", "Parameter:$12 Operator:+ Other:$ Word:tag")]
    [InlineData("a$b$c", "Word:a$b$c")]
    [InlineData("$é$x$é$", "String:$é$x$é$")]
    [InlineData("a--b\nc", "Word:a Comment:--b Word:c")]
    [InlineData("a/* x /* y */ z */b", "Word:a Comment:/* x /* y */ z */ Word:b")]
    [InlineData("/*+ SeqScan(t) */ select", "Hint:/*+ SeqScan(t) */ Word:select")]
    [InlineData("a+/*x*/b", "Word:a Operator:+ Comment:/*x*/ Word:b")]
    [InlineData("a*--x", "Word:a Operator:* Comment:--x")]
    [InlineData("a=-1", "Word:a Operator:= Operator:- Number:1")]
    [InlineData("a<-1", "Word:a Operator:< Operator:- Number:1")]
    [InlineData("a@-1", "Word:a Operator:@- Number:1")]
    [InlineData("a->>'x'", "Word:a Operator:->> String:'x'")]
    [InlineData("a?b a?|b a?&b", "Word:a Operator:? Word:b Word:a Operator:?| Word:b Word:a Operator:?& Word:b")]
    [InlineData("a::int", "Word:a Cast::: Word:int")]
    [InlineData("a := b : c", "Word:a ColonEquals::= Word:b Colon:: Word:c")]
    [InlineData("1..10", "Number:1 DotDot:.. Number:10")]
    [InlineData("1.5 .5 5. 1e10 1.5E-3 2e", "Number:1.5 Number:.5 Number:5. Number:1e10 Number:1.5E-3 Number:2 Word:e")]
    [InlineData("0x1F 0o17 0b11 1_000", "Number:0x1F Number:0o17 Number:0b11 Number:1_000")]
    [InlineData("\"a\"\"b\".\"C\"", "QuotedName:\"a\"\"b\" Dot:. QuotedName:\"C\"")]
    [InlineData("a[1:2]", "Word:a LeftBracket:[ Number:1 Colon:: Number:2 RightBracket:]")]
    [InlineData("f(a,b);", "Word:f LeftParen:( Word:a Comma:, Word:b RightParen:) Semicolon:;")]
    [InlineData("名前 = 1", "Word:名前 Operator:= Number:1")]
    [InlineData("\\", "Other:\\")]
    public void Tokens_are_cut_as_the_server_cuts_them(string sql, string expected) => Assert.Equal(expected, Show(Encoding.UTF8.GetBytes(sql), out _));

    [Theory]
    [InlineData("'abc")]
    [InlineData("E'abc\\'")]
    [InlineData("'abc''")]
    [InlineData("\"abc")]
    [InlineData("$$abc$")]
    [InlineData("/* /* */")]
    [InlineData("U&'x")]
    public void An_open_literal_runs_to_the_end_and_says_so(string sql)
    {
        string tokens = Show(Encoding.UTF8.GetBytes(sql), out bool unterminated);
        Assert.True(unterminated);
        Assert.EndsWith(":" + sql, tokens, StringComparison.Ordinal);
    }

    [Fact]
    public void Backslashes_escape_in_plain_strings_when_the_setting_says_so() =>
        Assert.Equal("String:'a\\'b' Word:c", Show("'a\\'b' c"u8, out _, standardConformingStrings: false));

    [Fact]
    public void The_second_byte_of_a_GBK_character_is_no_backslash()
    {
        byte[] sql = [(byte)'E', (byte)'\'', 0x81, (byte)'\\', (byte)'\'', (byte)' ', (byte)'x'];
        var lexer = new SqlLexer(sql, encoding: SqlEncoding.DoubleByte);
        Assert.True(lexer.Next(out SqlToken text));
        Assert.Equal((SqlTokenKind.String, 0, 5), (text.Kind, text.Start, text.Length));
        Assert.True(lexer.Next(out SqlToken word));
        Assert.Equal((SqlTokenKind.Word, 6, 1), (word.Kind, word.Start, word.Length));
    }

    [Fact]
    public void The_second_byte_of_a_Shift_JIS_character_stays_in_its_word()
    {
        byte[] sql = [0x83, (byte)'\\', (byte)'a', (byte)'=', 0xB1];
        var lexer = new SqlLexer(sql, encoding: SqlEncoding.ShiftJis);
        Assert.True(lexer.Next(out SqlToken word));
        Assert.Equal((SqlTokenKind.Word, 3), (word.Kind, word.Length));
    }

    [Theory]
    [InlineData("SJIS", SqlEncoding.ShiftJis)]
    [InlineData("Shift_JIS_2004", SqlEncoding.ShiftJis)]
    [InlineData("gbk", SqlEncoding.DoubleByte)]
    [InlineData("WIN936", SqlEncoding.DoubleByte)]
    [InlineData("UTF8", SqlEncoding.AsciiSafe)]
    [InlineData("EUC_CN", SqlEncoding.AsciiSafe)]
    [InlineData("something longer than any name", SqlEncoding.AsciiSafe)]
    public void Encodings_are_known_by_the_names_of_the_server(string name, SqlEncoding expected) =>
        Assert.Equal(expected, SqlEncodings.FromName(Encoding.ASCII.GetBytes(name)));

    private static string Show(ReadOnlySpan<byte> sql, out bool unterminated, bool standardConformingStrings = true)
    {
        var shown = new StringBuilder();
        var lexer = new SqlLexer(sql, standardConformingStrings);
        while (lexer.Next(out SqlToken token))
            shown.Append(shown.Length > 0 ? " " : "").Append(token.Kind).Append(':').Append(Encoding.UTF8.GetString(sql.Slice(token.Start, token.Length)));
        unterminated = lexer.Unterminated;
        return shown.ToString();
    }
}
