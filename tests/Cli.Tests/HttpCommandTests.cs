using System.CommandLine;

namespace Seawall.Cli.Tests;

/// <summary>What <c>seawall lab http</c> refuses before anything is sent.</summary>
public sealed class HttpCommandTests
{
    [Theory]
    [InlineData("http://192.0.2.1/", "192.0.2.1: not on this machine; load tests stay on loopback unless --yes")]
    [InlineData("http://192.0.2.1:8080/ http://127.0.0.1/", null)]
    [InlineData("https://127.0.0.1/", "https is not supported yet")]
    [InlineData("ftp://127.0.0.1/", "only http:// addresses can be loaded")]
    [InlineData("somewhere", "'somewhere' is no address such as http://127.0.0.1:8080/")]
    [InlineData("", "name one of: a URL, --script FILE, --recorded FILE")]
    [InlineData("http://127.0.0.1/ --script a.json", "name one of: a URL, --script FILE, --recorded FILE")]
    [InlineData("http://127.0.0.1/ --rate 5 --ramp", "--ramp finds the rates by itself")]
    [InlineData("http://127.0.0.1/ --curve deploy/curves/singles-day.json", "--curve needs --rate")]
    [InlineData("http://127.0.0.1/ --header nocolon", "'nocolon' is no header")]
    [InlineData("http://127.0.0.1/ --role App!", "at most 32 of a-z")]
    [InlineData("http://127.0.0.1/ --duration soon", "'soon' is no time such as 500ms")]
    [InlineData("http://127.0.0.1/ --rate 0", null)]
    [InlineData("http://127.0.0.1/ --connections 0", null)]
    [InlineData("http://127.0.0.1/ --times 0", null)]
    public async Task What_must_not_be_sent_is_refused_with_the_way_out(string arguments, string? why)
    {
        ParseResult parsed = CommandTree.Create().Parse($"lab http {arguments}");
        if (why is null)
        {
            Assert.NotEmpty(parsed.Errors);
            return;
        }

        Assert.Empty(parsed.Errors);
        CommandException refused = await Assert.ThrowsAsync<CommandException>(() => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, refused.Code);
    }
}
