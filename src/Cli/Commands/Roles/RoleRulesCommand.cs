using System.CommandLine;
using System.Text.Json;
using Seawall.Client.Config;

namespace Seawall.Cli;

/// <summary><c>seawall role rules</c>: the edge's rules as they stand, or other ones from a file.</summary>
internal static class RoleRulesCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo?>("file") { Description = "Publish the rules of this file; unset, print those in force", Arity = ArgumentArity.ZeroOrOne };
        var builtIn = new Option<bool>("--built-in") { Description = "Take back what was published: the rules that are built in hold again" };
        var change = new ChangeOptions();
        var command = new ExampleCommand("rules", "Print the edge's rules, or publish others from a file; every edge follows without a restart")
        {
            Examples =
            [
                "seawall role rules > edge.json",
                "seawall role rules edge.json --dry-run",
                "seawall role rules edge.json --reason \"partners have a host of their own\" --yes",
                "seawall role rules --built-in --reason \"back to the start\"",
            ],
        };
        command.Add(file);
        command.Add(builtIn);
        change.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(builtIn))
            {
                return await change.RunAsync(parsed, "/api/config/publish", RoleAddCommand.Change(ConfigKeys.EdgeRules, null), ct).ConfigureAwait(false);
            }
            if (parsed.GetValue(file) is { } given)
            {
                string json = Read(given);
                RoleEntriesRead.Parse(json, given.Name);
                return await change.RunAsync(parsed, "/api/config/publish", RoleAddCommand.Change(ConfigKeys.EdgeRules, json), ct).ConfigureAwait(false);
            }
            using HttpClient http = ControlApi.Open(Place.Current, Place.Current.Topology(null));
            RoleEntriesRead read = await RoleEntriesRead.AskAsync(http, ct).ConfigureAwait(false);
            bool isPublished = read.Entries.ContainsKey(ConfigKeys.EdgeRules);
            Console.WriteLine(Indented(isPublished ? read.Entries[ConfigKeys.EdgeRules] : BuiltInText));
            await Console.Error.WriteLineAsync(isPublished ? $"published; revision {read.Revision}" : "built in; nothing is published").ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The rules that are built in, as they would be published.</summary>
    internal const string BuiltInText =
        """
        {"trusted":[],"site":["127.0.0.0/8","::1"],"keys":[],"rules":[{"role":"app","source":"app"},{"role":"app","userAgent":["^SeawallApp/"]},{"role":"h5","userAgent":["Mobile","Android","iPhone","MicroMessenger"]}],"default":"web"}
        """;

    internal static string Read(FileInfo file)
    {
        try
        {
            return File.ReadAllText(file.FullName).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be read: {e.Message}", ExitCode.Usage);
        }
    }

    private static string Indented(string json)
    {
        using JsonDocument value = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(value, ControlApi.Json);
    }
}
