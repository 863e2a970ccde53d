using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall config</c>: what the site works by, its history, and the way back.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("config", "The config center: publish, look back, undo, agree")
        {
            Examples =
            [
                "seawall config list switch/",
                "seawall config set item/web/banner '\"11.11\"' --reason \"the sale begins\"",
                "seawall config history",
                "seawall config undo 12 --reason \"too early\"",
                "seawall config instances",
                "seawall config break-glass --switch catalog.recommend=off --reason \"search is drowning\"",
            ],
        };
        foreach (Command part in (Command[])
            [
                ConfigListCommand.Create(), ConfigGetCommand.Create(), ConfigSetCommand.Create(), ConfigUnsetCommand.Create(), ConfigDiffCommand.Create(),
                ConfigHistoryCommand.Create(), ConfigUndoCommand.Create(), ConfigRollbackCommand.Create(), ConfigGrayCommand.Create(), ConfigProposalsCommand.Create(),
                ConfigDecisionCommand.Create("approve", "Agree to what another person proposed, which puts it in force"),
                ConfigDecisionCommand.Create("reject", "Say no to a proposal, or take back one's own"),
                ConfigAuditCommand.Create(), ConfigExportCommand.Create(), ConfigImportCommand.Create(), ConfigInstancesCommand.Create(), ConfigNodesCommand.Create(), BreakGlassCommand.Create(), ConfigDrillCommand.Create(),
            ])
        {
            command.Add(part);
        }
        return command;
    }
}
