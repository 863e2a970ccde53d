using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>How this very program is started again for its own processes.</summary>
internal static class Self
{
    public static SeawallProgram Program { get; } = Find();

    private static SeawallProgram Find()
    {
        string executable = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this program is unknown");
        return Path.GetFileNameWithoutExtension(executable) == "dotnet"
            ? new SeawallProgram(executable, [Path.Combine(AppContext.BaseDirectory, "seawall.dll")])
            : new SeawallProgram(executable, []);
    }
}
