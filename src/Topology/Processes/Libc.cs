using System.Runtime.InteropServices;

namespace Seawall.Topology;

internal static class Libc
{
    [DllImport("libc", EntryPoint = "geteuid")]
    public static extern uint EffectiveUserId();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static extern int Kill(int pid, int signal);

    /// <summary>Gives a file a second name; fails with <c>EEXIST</c> where the name is taken, so of several that ask at once one wins.</summary>
    [DllImport("libc", EntryPoint = "link", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    public static extern int Link(string existing, string name);
}
