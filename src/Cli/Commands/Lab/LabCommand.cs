using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall lab</c>: from a day's SQL to a replay on a test site.</summary>
internal static class LabCommand
{
    public static Command Create() =>
        new ExampleCommand("lab", "Analyze captured SQL, pack it on lanes, replay it on a test site")
        {
            Examples =
            [
                "seawall lab analyze .seawall/capture/*/*.swc*",
                "seawall lab testsite create --from main",
                "seawall lab pack -o lanes",
                "seawall lab replay lanes --relay",
                "seawall lab capacity lanes",
                "seawall lab forecast --day 2026-11-11 --html margin.html",
            ],
        }.With(
            PullCommand.Create(),
            NightlyCommand.Create(),
            AnalyzeCommand.Create(),
            PackCommand.Create(),
            TestSiteCommand.Create(),
            ReplayCommand.Create(),
            CapacityCommand.Create(),
            RelayCommand.Create(),
            HistoryCommand.Create(),
            ForecastCommand.Create(),
            HttpCommand.Create(),
            SchemaCommand.Create());

    private static Command With(this Command parent, params ReadOnlySpan<Command> commands)
    {
        foreach (var command in commands)
            parent.Add(command);
        return parent;
    }
}
