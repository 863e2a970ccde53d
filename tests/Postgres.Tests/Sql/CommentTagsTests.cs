using System.Text;
using Seawall.Postgres.Sql;

namespace Seawall.Postgres.Tests.Sql;

public sealed class CommentTagsTests
{
    private readonly StatementAnalyzer _analyzer = new();

    [Theory]
    [InlineData("select 1 /*role='app'*/", "role", "app")]
    [InlineData("/*role='app',caller='web'*/ select 1", "caller", "web")]
    [InlineData("select 1 /* role = 'app' */", "role", "")]
    [InlineData("select 1 /* role='app' , caller='web' */", "caller", "web")]
    [InlineData("select 1 /*route='%2Fitems%2F%7Bid%7D'*/", "route", "/items/{id}")]
    [InlineData("select 1 /*mark='it\\'s'*/", "mark", "it's")]
    [InlineData("select 1 /*ro%6Ce='app'*/", "role", "app")]
    [InlineData("select 1 /*role='a%zz%4'*/", "role", "a%zz%4")]
    [InlineData("select 1 /*baggage='seawall.role%3Dapp%2Cseawall.caller%3Dweb%3Bprop%3D1'*/", "caller", "web")]
    [InlineData("select 1 /*baggage='seawall.role%3Dpartner',role='app'*/", "role", "app")]
    [InlineData("select 1 /*role='app',baggage='role%3Dpartner'*/", "role", "app")]
    [InlineData("/*role='app'*/ select 1 /*role='batch'*/", "role", "batch")]
    [InlineData("select '/*role=''app''*/'", "role", "")]
    [InlineData("select 1 /*role='app'", "role", "")]
    [InlineData("select 1 /*role='app*/", "role", "")]
    [InlineData("select 1 /*role='app',*/", "role", "")]
    [InlineData("select 1 /*just words*/", "role", "")]
    [InlineData("select 1 -- role='app'", "role", "")]
    [InlineData("select 1 /*+ role='app' */", "role", "")]
    public void Tags_are_read_and_decoded(string sql, string key, string expected)
    {
        _analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        Assert.Equal(expected, Encoding.UTF8.GetString(_analyzer.Tag(Encoding.UTF8.GetBytes(key))));
    }

    [Fact]
    public void Tags_do_not_change_the_fingerprint()
    {
        _analyzer.Analyze("select 1"u8);
        ulong plain = _analyzer.Fingerprint;
        _analyzer.Analyze("select 1 /*application='catalog',caller='web',role='app'*/"u8);
        Assert.Equal(plain, _analyzer.Fingerprint);
    }

    [Theory]
    [InlineData("select 1 /*role='a'*/", "select 1 ", "", "/*role='a'*/")]
    [InlineData("select 1 /*role='a'*/ ; \n", "select 1 ", "", "/*role='a'*/")]
    [InlineData("  /*role='a'*/ select 1", " select 1", "/*role='a'*/", "")]
    [InlineData("/*a='1'*/ select 1 /*b='2'*/", " select 1 ", "/*a='1'*/", "/*b='2'*/")]
    [InlineData("select 1", "select 1", "", "")]
    [InlineData("select 1;", "select 1;", "", "")]
    [InlineData("/**/", "", "", "/**/")]
    [InlineData("/*/", "/*/", "", "")]
    [InlineData("*/", "*/", "", "")]
    [InlineData("select 1 /*+ SeqScan(t) */", "select 1 /*+ SeqScan(t) */", "", "")]
    [InlineData("/*+ SeqScan(t) */ select 1", "/*+ SeqScan(t) */ select 1", "", "")]
    [InlineData("select 1 /* a /* b */ */", "select 1 /* a /* b */ */", "", "")]
    [InlineData("/* a /* b */ */ select 1", "/* a /* b */ */ select 1", "", "")]
    [InlineData("select '/*'; delete from t -- */", "select '/*'; delete from t -- */", "", "")]
    [InlineData("select 1 -- /* a */", "select 1 -- ", "", "/* a */")]
    [InlineData("select '*/' from t where a = '/*x*/'", "select '*/' from t where a = '/*x*/'", "", "")]
    public void Comments_are_taken_off_the_ends(string sql, string body, string leading, string trailing)
    {
        ReadOnlySpan<byte> rest = TagComments.Split(Encoding.UTF8.GetBytes(sql), out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> last);
        Assert.Equal((body, leading, trailing), (Encoding.UTF8.GetString(rest), Encoding.UTF8.GetString(first), Encoding.UTF8.GetString(last)));
    }

    // What the server would run must be told from the body alone: a text that ends in no open literal or comment says the same without its comments.
    [Fact]
    public void A_body_means_what_its_text_means()
    {
        const int seed = 71123;
        var random = new Random(seed);
        string[] pieces = ["/*", "*/", "--", "\n", "'", "/*role='a'*/", "/*+ h */", "select a from t", " where b = 1", "; delete from u", "$$", "\"", " ", "'/*'", "'--'", "/", "*", "-", ";"];
        int split = 0;
        for (int turn = 0; turn < 20_000; turn++)
        {
            string sql = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            byte[] text = Encoding.UTF8.GetBytes(sql);
            _analyzer.Analyze(text);
            if (_analyzer.IsUnterminated || !IsSound(text))
                continue;
            var whole = (_analyzer.Facts, _analyzer.Shape);
            ReadOnlySpan<byte> body = TagComments.Split(text, out ReadOnlySpan<byte> leading, out ReadOnlySpan<byte> trailing);
            split += leading.Length + trailing.Length > 0 ? 1 : 0;
            _analyzer.Analyze(body);
            Assert.True(whole == (_analyzer.Facts, _analyzer.Shape), $"seed {seed}, turn {turn}: {sql}");
        }
        Assert.True(split > 500, $"only {split} texts had a comment at an end");
    }

    // "*/" outside of a comment is an operator that no server has.
    private static bool IsSound(byte[] text)
    {
        var lexer = new SqlLexer(text);
        bool sound = true;
        while (lexer.Next(out SqlToken token))
            sound &= token.Kind != SqlTokenKind.Operator || text.AsSpan(token.Start, token.Length).IndexOf("*/"u8) < 0;
        return sound;
    }
}
