using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Seawall.Cli;

/// <summary>Every command of the program, in the order that help shows them.</summary>
internal static class CommandTree
{
    private static readonly string[] _examples =
    [
        "seawall up --detach                          start the shop and everything under it",
        "seawall status                               what runs, and where",
        "seawall traffic --shoppers 50                send shoppers through the shop and check its books",
        "seawall logs web -f                          follow one process",
        "seawall down                                 stop everything",
    ];

    public static RootCommand Create()
    {
        var root = new RootCommand("Seawall gets a shopping site through its biggest day, and proves beforehand that it will.")
        {
            UpCommand.Create(),
            DownCommand.Create(),
            StatusCommand.Create(),
            ConsoleCommand.Create(),
            ConfigCommand.Create(),
            SwitchCommand.Create(),
            DialCommand.Create(),
            FreezeCommand.Create(),
            DoorCommand.Create(),
            RuleCommand.Create(),
            OperatorCommand.Create(),
            InstanceCommand.Create(),
            LogsCommand.Create(),
            DoctorCommand.Create(),
            TestCommand.Create(),
            BenchCommand.Create(),
            RunCommand.Create(),
            GateCommand.Create(),
            StatsCommand.Create(),
            ObserveCommand.Create(),
            CacheCommand.Create(),
            MetricsCommand.Create(),
            MatrixCommand.Create(),
            RoleCommand.Create(),
            TrafficCommand.Create(),
            LabCommand.Create(),
            ReadyCommand.Create(),
            AlertCommand.Create(),
            DrillCommand.Create(),
            PlanCommand.Create(),
            PublishCommand.Create(),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExamplesFirstHelp((HelpAction)help.Action!, _examples);
        return root;
    }

    /// <summary>The command as it is typed, such as <c>seawall lab pack</c>.</summary>
    public static string NameOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : "seawall";
}
