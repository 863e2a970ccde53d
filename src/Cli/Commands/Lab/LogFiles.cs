using System.CommandLine;
using Seawall.Lab.Logs;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The log files a command line names, or what the site's gates have captured.</summary>
internal static class LogFiles
{
    /// <summary>
    /// In the order of their names, which gates and servers make the order of their time; throws when one is missing.
    /// No names at all mean every capture of the site.
    /// </summary>
    public static IReadOnlyList<string> Of(FileInfo[] files)
    {
        if (Array.Find(files, file => !file.Exists) is { } missing)
        {
            throw new CommandException($"{missing.FullName} does not exist", ExitCode.Usage);
        }

        return files.Length == 0 ? Captured(Place.Current.Home) : [.. files.Select(file => file.FullName).Order(StringComparer.Ordinal)];
    }

    /// <summary>The server's <c>log_line_prefix</c>, for stderr logs.</summary>
    public static Option<string?> PrefixOption()
    {
        var prefix = new Option<string?>("--prefix") { Description = "The server's log_line_prefix, for stderr logs; unset, it is found by itself", HelpName = "PREFIX" };
        prefix.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !StderrLogReader.HasTime(text))
            {
                result.AddError($"--prefix: '{text}' has no time; statements need one of %m, %t and %n");
            }
        });
        return prefix;
    }

    private static IReadOnlyList<string> Captured(SeawallHome home)
    {
        string[] captured = Directory.Exists(home.Captures)
            ? [.. Directory.EnumerateFiles(home.Captures, "*.swc*", SearchOption.AllDirectories)
                .Where(file => file.EndsWith(".swc", StringComparison.Ordinal) || file.EndsWith(".swc.gz", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)]
            : [];
        return captured.Length > 0
            ? captured
            : throw new CommandException("the gates of this site have captured nothing yet: `./seawall up --detach`, then `./seawall traffic --shoppers 50 --duration 60s`");
    }
}
