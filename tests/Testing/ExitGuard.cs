using System.Globalization;
using Seawall.Topology;

namespace Seawall.Testing;

/// <summary>
/// Ends a server and removes its folder once this process is gone: a shell of its own waits for that, so it holds after kill -9 too.
/// </summary>
public static class ExitGuard
{
    private const string Script = "while kill -0 $1 2>/dev/null; do sleep 0.5; done; kill -QUIT $2 2>/dev/null; sleep 0.5; kill -9 $2 2>/dev/null; rm -rf \"$3\"";

    public static void Watch(int pid, string folder)
    {
        string self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var guard = new DetachedCommand("/bin/sh", ["-c", Script, "guard", self, pid.ToString(CultureInfo.InvariantCulture), folder], "/dev/null");
        guard.Start().Dispose();
    }
}
