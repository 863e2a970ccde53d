using System.CommandLine;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary><c>seawall config import</c>: publishes what a file holds, as one revision.</summary>
internal static class ConfigImportCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "Flags in flagd's format, an export of everything, or an object of keys and values" };
        var replace = new Option<bool>("--replace") { Description = "Take away what is not in the file: of flagd's format the other switches, else all other keys" };
        var change = new ChangeOptions();
        var command = new ExampleCommand("import", "Publish what a file holds, as one revision") { Examples = ["seawall config import flags.json --reason \"from the test site\"", "seawall config import config.json --replace --dry-run"] };
        command.Add(file);
        command.Add(replace);
        change.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            FileInfo source = parsed.GetValue(file)!;
            string content;
            try
            {
                content = await File.ReadAllTextAsync(source.FullName, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandException($"{source} cannot be read: {e.Message}", ExitCode.Usage);
            }
            return await change.RunAsync(parsed, "/api/config/import", new JsonObject { ["content"] = content, ["replace"] = parsed.GetValue(replace) }, ct).ConfigureAwait(false);
        });
        return command;
    }
}
