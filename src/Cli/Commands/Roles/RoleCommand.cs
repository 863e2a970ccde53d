using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall role</c>: who may be told apart as the source of a request, and how the edge tells.</summary>
internal static class RoleCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("role", "Roles: who requests are for, and the rules by which the edge tells")
        {
            Examples =
            [
                "seawall role list",
                "seawall role add reseller --what \"shops that buy through us\" --reason \"contract 12\"",
                "seawall role rules edge.json --reason \"resellers have a host of their own\"",
                "seawall role test --path /open/items --host a.partner.example",
            ],
        };
        command.Add(RoleListCommand.Create());
        command.Add(RoleShowCommand.Create());
        command.Add(RoleAddCommand.Create());
        command.Add(RoleRulesCommand.Create());
        command.Add(RoleTestCommand.Create());
        return command;
    }
}
