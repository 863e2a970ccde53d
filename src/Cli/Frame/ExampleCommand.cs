using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Seawall.Cli;

/// <summary>A command whose help begins with examples.</summary>
internal sealed class ExampleCommand(string name, string description) : Command(name, description)
{
    public required IReadOnlyList<string> Examples { get; init; }
}

/// <summary>The usual help with the command's examples before it.</summary>
internal sealed class ExamplesFirstHelp(HelpAction inner, IReadOnlyList<string> rootExamples) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        Command command = parseResult.CommandResult.Command;
        IReadOnlyList<string> examples = command is RootCommand ? rootExamples : (command as ExampleCommand)?.Examples ?? [];
        if (examples.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine("  " + example);
            }
            output.WriteLine();
        }
        return inner.Invoke(parseResult);
    }
}
