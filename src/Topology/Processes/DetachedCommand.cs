using System.Diagnostics;
using System.Globalization;

namespace Seawall.Topology;

/// <summary>
/// A program that outlives whoever starts it: own session, no standard input, output appended to a file and never to a pipe.
/// </summary>
public sealed record DetachedCommand(string File, IReadOnlyList<string> Arguments, string LogPath)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Added to the scheduling niceness, 0..19.</summary>
    public int Nice { get; init; }

    /// <summary>Starts the program; the handle's id is the program's own pid, because every step below replaces the one before by exec.</summary>
    public Process Start()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LogPath)!);
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        start.ArgumentList.Add("-c");
        // A write past a limit on the size of files fails, as on a full disk, instead of ending the program (setrlimit(2), SIGXFSZ).
        start.ArgumentList.Add("trap '' XFSZ; exec </dev/null >>\"$0\" 2>&1; exec \"$@\"");
        start.ArgumentList.Add(LogPath);
        start.ArgumentList.Add("setsid");
        if (Nice > 0)
        {
            // Where the kernel groups processes by session (sched(7), autogroup), niceness counts within the session only: the session gets its own.
            start.ArgumentList.Add("/bin/sh");
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add("echo \"$0\" 2>/dev/null >/proc/self/autogroup; exec nice -n \"$0\" \"$@\"");
            start.ArgumentList.Add(Nice.ToString(CultureInfo.InvariantCulture));
        }
        start.ArgumentList.Add(File);
        foreach (string argument in Arguments)
        {
            start.ArgumentList.Add(argument);
        }
        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }
        return Process.Start(start) ?? throw new InvalidOperationException($"{File} could not be started");
    }
}
