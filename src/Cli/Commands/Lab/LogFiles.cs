namespace Seawall.Cli;

/// <summary>The log files a command line names.</summary>
internal static class LogFiles
{
    /// <summary>In the order of their names, which gates and servers make the order of their time; throws when one is missing.</summary>
    public static IReadOnlyList<string> Of(FileInfo[] files)
    {
        if (Array.Find(files, file => !file.Exists) is { } missing)
        {
            throw new CommandException($"{missing.FullName} does not exist", ExitCode.Usage);
        }

        return [.. files.Select(file => file.FullName).Order(StringComparer.Ordinal)];
    }
}
