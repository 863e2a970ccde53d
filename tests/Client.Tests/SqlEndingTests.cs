using Seawall.Client.Sql;

namespace Seawall.Client.Tests;

public sealed class SqlEndingTests
{
    [Theory]
    [InlineData("SELECT 1 /*a='b'*/", true)]
    [InlineData("SELECT 1 /*a='b'*/ ;\n", true)]
    [InlineData("SELECT 1 -- why", true)]
    [InlineData("SELECT 1 /* open", true)]
    [InlineData("SELECT 1 /* a /* nested */ b */", true)]
    [InlineData("SELECT 1", false)]
    [InlineData("", false)]
    [InlineData("/* first */ SELECT 1", false)]
    [InlineData("SELECT 1 -- why\n+ 1", false)]
    [InlineData("SELECT '-- no'", false)]
    [InlineData("SELECT '/* no */'", false)]
    [InlineData("SELECT E'\\' -- no'", false)]
    [InlineData("SELECT 'it''s -- no'", false)]
    [InlineData("SELECT \"a--b\"", false)]
    [InlineData("SELECT $$ -- no $$", false)]
    [InlineData("SELECT $q$ /* $$ */ $q$", false)]
    [InlineData("SELECT $1 - -2", false)]
    [InlineData("SELECT $1, $2 -- two", true)]
    [InlineData("SELECT 2 */ 3", false)]
    public void A_comment_at_the_end_is_told_from_one_inside(string sql, bool expected) => Assert.Equal(expected, SqlEnding.IsComment(sql));

    [Fact]
    public void Any_text_is_read_to_its_end()
    {
        var random = new Random(15);
        for (var round = 0; round < 20_000; round++)
            SqlEnding.IsComment(string.Concat(Enumerable.Range(0, random.Next(24)).Select(_ => "'\"$-/*eE\\\n; a1_".ElementAt(random.Next(15)))));
    }
}
