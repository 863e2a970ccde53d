using System.Globalization;

namespace Seawall.Topology;

/// <summary>Recognises the processes of a server by the folder that it changes into and never leaves.</summary>
internal static class WorkingFolder
{
    /// <summary>Whether the process runs the named program in this very folder.</summary>
    public static bool Holds(string folder, string program, int pid)
    {
        try
        {
            string process = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
            return File.ResolveLinkTarget($"{process}/cwd", returnFinalTarget: false)?.FullName == Path.GetFullPath(folder)
                && File.ReadAllText($"{process}/comm").Trim() == program;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static IEnumerable<ProcessIdentity> Processes(string folder, string program) =>
        from directory in Directory.EnumerateDirectories("/proc")
        let pid = int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out int number) ? number : 0
        where pid > 0 && Holds(folder, program, pid)
        let identity = ProcessIdentity.Of(pid)
        where identity is not null
        select identity.Value;
}
