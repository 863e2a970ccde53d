using System.Globalization;
using System.Text;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>
/// What can be known of a process in trouble, gathered while it can be: one text file with the end of its log, what the system says of it, and how the machine stands.
/// Neither its environment nor its memory is read.
/// </summary>
internal sealed class DiagnosisBundle(string folder, SeawallHome home)
{
    private const int MostBundles = 50;
    private const int MostLogBytes = 64 << 10;

    private static readonly string[] _ofProcess = ["status", "stat", "wchan", "limits", "io", "net/sockstat"];
    private static readonly string[] _ofMachine = ["loadavg", "meminfo", "pressure/cpu", "pressure/memory", "pressure/io"];

    /// <summary>Writes it and returns its path; empty when the disk takes nothing.</summary>
    public string Write(ServiceEvent what)
    {
        try
        {
            PrivateFiles.CreateDirectory(folder);
            string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{what.At:yyyyMMdd-HHmmss}-{what.Service}-{what.Trouble.ToString().ToLowerInvariant()}.txt"));
            File.WriteAllText(path, Text(what));
            foreach (string old in Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).SkipLast(MostBundles))
            {
                File.Delete(old);
            }
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private string Text(ServiceEvent what)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{what.What}\nhost {Environment.MachineName}, {what.At:O}, pid {what.Pid}, restarts {what.Restarts}\n");
        if (what.Pid > 0)
        {
            string process = string.Create(CultureInfo.InvariantCulture, $"/proc/{what.Pid}");
            foreach (string file in _ofProcess)
            {
                Append(text, $"{process}/{file}");
            }
            text.Append(CultureInfo.InvariantCulture, $"\n== open files: {Count($"{process}/fd")}, threads: {Count($"{process}/task")}\n");
        }
        foreach (string file in _ofMachine)
        {
            Append(text, "/proc/" + file);
        }
        Append(text, home.State);
        text.Append("\n== the end of ").Append(what.Log).Append('\n').Append(End(what.Log));
        return text.ToString();
    }

    private static void Append(StringBuilder text, string file)
    {
        text.Append("\n== ").Append(file).Append('\n');
        try
        {
            text.Append(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            text.Append(e.Message).Append('\n');
        }
    }

    private static string Count(string folder)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).Count().ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "not known";
        }
    }

    private static string End(string log)
    {
        try
        {
            using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(file.Length, MostLogBytes), SeekOrigin.End);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
