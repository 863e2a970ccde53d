using System.CommandLine;
using System.Text.Json;
using Seawall.Client.Calls;

namespace Seawall.Cli;

/// <summary><c>seawall role list</c>: every role, and how many more there may be.</summary>
internal static class RoleListCommand
{
    public static Command Create()
    {
        var api = new ApiOptions();
        var command = new ExampleCommand("list", "Every role, what it is, and how many more there may be") { Examples = ["seawall role list", "seawall role list --json"] };
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using HttpClient http = api.Open(parsed);
            RoleEntriesRead read = await RoleEntriesRead.AskAsync(http, ct).ConfigureAwait(false);
            var roles = read.Roles.Select(role => new { id = role.Id, what = role.What, builtIn = role.IsBuiltIn }).ToArray();
            if (api.IsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { revision = read.Revision, most = RoleRegistry.Most, roles }, ControlApi.Json));
                return ExitCode.Ok;
            }
            foreach (var role in roles)
            {
                Console.WriteLine($"{role.id,-20}{(role.builtIn ? "built in" : "published"),-11}{role.what}".TrimEnd());
            }
            await Console.Error.WriteLineAsync($"{roles.Length} roles; there are {RoleRegistry.Most} numbers for these, the unknown role and the site's services").ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
