namespace Seawall.Gate.SqlConsole;

/// <summary>Every command of the console, in the order that <c>SHOW HELP</c> tells them, and how a text becomes one.</summary>
internal static class ConsoleTable
{
    public static IReadOnlyList<ConsoleCommand> All { get; } =
        [.. ShowFigures.Commands, .. ShowSessions.Commands, .. ShowReports.Commands, .. ShowSettings.Commands, .. PauseCommands.All, .. EndCommands.All, .. MissingCommands.All];

    /// <summary>The command of a statement and its argument; a fault when there is none such.</summary>
    public static (ConsoleCommand? Command, string Argument, ConsoleFault? Fault) Find(string statement)
    {
        string[] words = statement.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        foreach (ConsoleCommand command in All)
        {
            string[] named = command.Words.Split(' ');
            if (words.Length < named.Length || !named.Zip(words).All(pair => pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)))
                continue;
            string argument = Unquoted(string.Join(' ', words.Skip(named.Length)));
            if (argument.Length == 0 ? command.IsArgumentOptional : command.Argument.Length > 0)
                return (command, argument, null);
            return (null, "", new ConsoleFault(ConsoleFault.SyntaxError, $"invalid command '{statement.Trim()}'", $"{command.Words} {command.Argument}".Trim()));
        }
        return (null, "", new ConsoleFault(ConsoleFault.SyntaxError, $"invalid command '{Short(statement.Trim())}'", "SHOW HELP tells the commands."));
    }

    /// <summary>The statements of a text: parted by semicolons outside quotes; comments and empty ones left out.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        List<string> statements = [];
        int start = 0;
        bool quoted = false;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is '"' or '\'')
                quoted = !quoted;
            if (i < text.Length && (text[i] != ';' || quoted))
                continue;
            string statement = text[start..i].Trim();
            if (statement.Length > 0 && !statement.StartsWith("--", StringComparison.Ordinal))
                statements.Add(statement);
            start = i + 1;
        }
        return statements;
    }

    private static string Unquoted(string argument) =>
        argument.Length >= 2 && argument[0] == argument[^1] && argument[0] is '"' or '\'' ? argument[1..^1] : argument;

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
