using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall logs NAME</c>: the end of a process's log, followed when asked.</summary>
internal static class LogsCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("process") { Description = "The process as named by `seawall status`, or 'watchdog'" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Keep printing what is added, until Ctrl-C" };
        var lines = new Option<int>("--lines", "-n") { Description = "How many lines from the end", HelpName = "N", DefaultValueFactory = _ => 100 };
        var command = new ExampleCommand("logs", "Print the end of a process's log")
        {
            Examples = ["seawall logs web", "seawall logs gate-1 -f", "seawall logs watchdog -n 20"],
        };
        command.Add(name);
        command.Add(follow);
        command.Add(lines);
        command.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(name), parsed.GetValue(follow), parsed.GetValue(lines), ct));
        return command;
    }

    private static async Task<int> RunAsync(string name, bool follow, int lines, CancellationToken ct)
    {
        Place place = Place.Current;
        string path = place.Home.Log(name);
        if (name.Contains('/') || !File.Exists(path))
        {
            string known = Directory.Exists(place.Home.Logs)
                ? string.Join(", ", Directory.GetFiles(place.Home.Logs, "*.log").Select(Path.GetFileNameWithoutExtension).Order())
                : "none yet; `seawall up` starts the site";
            throw new CommandException($"no log of '{name}'; there are: {known}", ExitCode.Usage);
        }
        await using Stream output = Console.OpenStandardOutput();
        await using FileStream log = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        SeekToLastLines(log, lines);
        await log.CopyToAsync(output, ct).ConfigureAwait(false);
        while (follow)
        {
            await output.FlushAsync(ct).ConfigureAwait(false);
            await Task.Delay(200, ct).ConfigureAwait(false);
            if (log.Length < log.Position)
            {
                // The log was cut when it grew too large.
                log.Position = 0;
            }
            await log.CopyToAsync(output, ct).ConfigureAwait(false);
        }
        return ExitCode.Ok;
    }

    internal static void SeekToLastLines(Stream log, int lines)
    {
        const int Block = 4096;
        Span<byte> buffer = stackalloc byte[Block];
        long position = log.Length;
        int seen = 0;
        while (position > 0)
        {
            int length = (int)Math.Min(Block, position);
            position -= length;
            log.Position = position;
            log.ReadExactly(buffer[..length]);
            for (int i = length - 1; i >= 0; i--)
            {
                // The newline that ends the last line starts no further one.
                if (buffer[i] == '\n' && position + i != log.Length - 1 && ++seen == lines)
                {
                    log.Position = position + i + 1;
                    return;
                }
            }
        }
        log.Position = 0;
    }
}
