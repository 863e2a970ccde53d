using System.CommandLine;

namespace Seawall.Cli.Tests;

public sealed class CommandTreeTests
{
    [Fact]
    public void Every_command_that_does_something_has_examples_that_parse()
    {
        RootCommand root = CommandTree.Create();
        foreach (Command command in Leaves(root))
        {
            var exemplary = Assert.IsType<ExampleCommand>(command, exactMatch: false);
            Assert.NotEmpty(exemplary.Examples);
            foreach (string example in exemplary.Examples.SelectMany(shown => shown.Split("   ")[0].Split("&&")))
            {
                string line = example.Split('|', '>')[0].Trim();
                Assert.StartsWith("seawall ", line, StringComparison.Ordinal);
                Assert.True(root.Parse(line["seawall ".Length..]).Errors.Count == 0, $"help shows an example that does not parse: {line}");
            }
        }
    }

    [Fact]
    public void Help_begins_with_examples()
    {
        var output = new StringWriter();
        int code = CommandTree.Create().Parse("up --help").Invoke(new InvocationConfiguration { Output = output });

        Assert.Equal(0, code);
        Assert.StartsWith(
            """
            Examples:
              seawall up                                   stay here and show what happens
              seawall up --detach                          return when everything is healthy
              seawall up --topology my.json --scale 5      another layout, more data
              seawall up --break-glass --by ann --second bob --reason "mends the cart"

            Description:
              Start the site and keep it running; Ctrl-C stops all of it
            """,
            output.ToString(),
            StringComparison.Ordinal);
    }

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);
}
