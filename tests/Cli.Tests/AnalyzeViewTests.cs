namespace Seawall.Cli.Tests;

public sealed class AnalyzeViewTests
{
    [Fact]
    public void The_line_says_how_far_how_fast_and_what_is_on_top() =>
        Assert.Equal(
            "reading 250 of 1000 MB   25%  500 MB/s  1,234,567 statements  top: select * from items where id = ?  ",
            AnalyzeView.Line(250_000_000, 1_000_000_000, 0.5, 1_234_567, "select * from items where id = ?", 101));

    [Fact]
    public void It_is_never_longer_than_the_terminal_and_knows_no_share_of_what_is_packed() =>
        Assert.Equal("reading 250 MB  500 MB/s  12 statements…", AnalyzeView.Line(250_000_000, null, 0.5, 12, "select * from items", 40));
}
