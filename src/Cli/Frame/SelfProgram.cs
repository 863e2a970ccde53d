using System.Diagnostics;
using System.Security.Cryptography;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>This program as a process to start again, and as an identity that evidence is tied to.</summary>
internal static class SelfProgram
{
    /// <summary>The command that starts this program: its own executable, or the runtime with its assembly.</summary>
    public static SeawallProgram Command { get; } = Find();

    /// <summary>How to start this program with the arguments, its output and errors read by the caller.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        string[] command = [.. Words(), .. arguments];
        return new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
    }

    /// <summary>The same before all other work of the machine, as far as the system grants it: real time, else niceness -20, else as usual.</summary>
    public static ProcessStartInfo StartFirst(IEnumerable<string> arguments)
    {
        const string Raise = "chrt --fifo --pid 1 $$ >/dev/null 2>&1 || renice -n -20 -p $$ >/dev/null 2>&1; exec \"$@\"";
        return new ProcessStartInfo("/bin/sh", ["-c", Raise, "sh", .. Words(), .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
    }

    /// <summary>A digest over the program's own assemblies, or the one file they are in, 12 hexadecimal digits: the same build has the same one.</summary>
    public static string Build()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var own = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Where(f => Path.GetFileName(f).StartsWith("seawall", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);
        // Published as one file it has no assemblies beside it.
        foreach (var file in own.DefaultIfEmpty(Command.File))
            digest.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(digest.GetHashAndReset())[..12];
    }

    private static IEnumerable<string> Words() => [Command.File, .. Command.Arguments];

    private static SeawallProgram Find()
    {
        string executable = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this program is unknown");
        return Path.GetFileNameWithoutExtension(executable) == "dotnet"
            ? new SeawallProgram(executable, [Path.Combine(AppContext.BaseDirectory, "seawall.dll")])
            : new SeawallProgram(executable, []);
    }
}
