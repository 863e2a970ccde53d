using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Seawall.Gate.Pausing;

namespace Seawall.Gate.SqlConsole;

/// <summary>What the gate is and how it is set: <c>SHOW HELP</c>, <c>VERSION</c>, <c>CONFIG</c>, <c>STATE</c>, <c>MEM</c>.</summary>
internal static class ShowSettings
{
    private static readonly Column[] s_pair = [new("key"), new("value")];

    public static string Version { get; } = "Seawall " + (typeof(GateServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0");

    public static IReadOnlyList<ConsoleCommand> Commands { get; } =
    [
        new("SHOW HELP", "", "this text", (_, _, _) => Task.FromResult(new ConsoleAnswer("SHOW") { Notice = Help() })),
        ConsoleCommand.Show("VERSION", "what runs here", [new("version")], _ => [[Version]]),
        ConsoleCommand.Show("CONFIG", "how the gate is set", s_pair, Settings),
        ConsoleCommand.Show("STATE", "whether it serves or is paused", s_pair, State),
        ConsoleCommand.Show("MEM", "what memory the process has, in bytes", [new("name"), Column.Number("memtotal")], _ => Memory()),
    ];

    private static string Help()
    {
        int width = ConsoleTable.All.Max(command => Syntax(command).Length);
        return string.Concat(ConsoleTable.All.Select(command => $"\n\t{Syntax(command).PadRight(width)}  {command.What}"));
    }

    private static string Syntax(ConsoleCommand command) => $"{command.Words} {command.Argument}".Trim();

    private static IReadOnlyList<object?[]> Settings(GateConsole console)
    {
        GateOptions options = console.Options;
        return
        [
            ["name", options.Name],
            ["listen", options.Listen.ToString()],
            ["admin", options.Admin?.ToString()],
            .. options.Upstreams.OrderBy(upstream => upstream.Key, StringComparer.Ordinal).Select(upstream => (object?[])["upstream." + upstream.Key, upstream.Value]),
            .. options.Businesses.OrderBy(login => login.Key, StringComparer.Ordinal).Select(login => (object?[])["login." + login.Key, login.Value]),
            ["loops", Text(options.Loops)],
            ["portable", options.Portable ? "yes" : "no"],
            ["tls", options.TlsCertificate is null ? "no" : "yes"],
            ["capture", options.CaptureDirectory is null ? "no" : options.CaptureClear ? "clear" : "masked"],
            ["stats_rows", Text(options.StatsRows)],
            ["stats_file", options.StatsFile],
            ["config_revision", console.Options.Config.Current.Revision.ToString(CultureInfo.InvariantCulture)],
            .. options.Config.Current.Entries.Values.Where(GateConsole.IsOfGates).Select(entry => (object?[])[entry.Key, entry.Value]),
        ];
    }

    private static IReadOnlyList<object?[]> State(GateConsole console)
    {
        IReadOnlyCollection<string> paused = console.Pause.Paused;
        return
        [
            ["active", paused.Count == 0 ? "yes" : "no"],
            ["paused", paused.Count == 0 ? "no" : paused.Contains(PauseStage.Everything) ? "yes" : string.Join(", ", paused.Order(StringComparer.Ordinal))],
            ["suspended", "no"],
        ];
    }

    private static IReadOnlyList<object?[]> Memory()
    {
        GCMemoryInfo collected = GC.GetGCMemoryInfo();
        using Process self = Process.GetCurrentProcess();
        return
        [
            ["working_set", self.WorkingSet64],
            ["managed_heap", GC.GetTotalMemory(forceFullCollection: false)],
            ["managed_committed", collected.TotalCommittedBytes],
            ["pinned_heap", GC.GetGCMemoryInfo().GenerationInfo[^1].SizeAfterBytes],
        ];
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
