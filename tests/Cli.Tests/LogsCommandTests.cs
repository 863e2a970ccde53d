using System.Text;

namespace Seawall.Cli.Tests;

public sealed class LogsCommandTests
{
    [Theory]
    [InlineData("", 2, "")]
    [InlineData("a\n", 2, "a\n")]
    [InlineData("a\nb\nc\n", 2, "b\nc\n")]
    [InlineData("a\nb\nc", 2, "b\nc")]
    [InlineData("a\nb\nc\n", 1, "c\n")]
    [InlineData("a\n\n\n", 2, "\n\n")]
    [InlineData("a\nb\n", 9, "a\nb\n")]
    public void The_last_lines_are_found(string log, int lines, string expected) => Assert.Equal(expected, Tail(log, lines));

    [Fact]
    public void Lines_are_found_across_blocks()
    {
        string[] all = [.. Enumerable.Range(0, 3000).Select(i => new string('x', i % 97) + i)];

        Assert.Equal(string.Join('\n', all.TakeLast(1000)) + "\n", Tail(string.Join('\n', all) + "\n", 1000));
    }

    private static string Tail(string log, int lines)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(log));
        LogsCommand.SeekToLastLines(stream, lines);
        return Encoding.UTF8.GetString(stream.ToArray().AsSpan((int)stream.Position));
    }
}
