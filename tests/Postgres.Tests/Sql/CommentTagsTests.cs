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
}
