using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall config export</c>: the switches as flagd reads them, or everything.</summary>
internal static class ConfigExportCommand
{
    public static Command Create()
    {
        var all = new Option<bool>("--all") { Description = "Everything, to be imported again; unset, the switches in flagd's format" };
        var file = new Option<FileInfo>("--output", "-o") { Description = "Write to this file", HelpName = "FILE" };
        var api = new ApiOptions();
        var command = new ExampleCommand("export", "Write the switches in flagd's format, or everything") { Examples = ["seawall config export > flags.json", "seawall config export --all -o config.json"] };
        command.Add(all);
        command.Add(file);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using HttpClient http = api.Open(parsed);
            using HttpResponseMessage answer = await http.GetAsync($"/api/config/export?format={(parsed.GetValue(all) ? "all" : "flagd")}", ct).ExpectOkAsync(ct).ConfigureAwait(false);
            string text = await answer.Content.ReadAsStringAsync(ct).ConfigureAwait(false);
            if (parsed.GetValue(file) is not { } target)
            {
                await Console.Out.WriteAsync(text).ConfigureAwait(false);
                return ExitCode.Ok;
            }
            try
            {
                await File.WriteAllTextAsync(target.FullName, text, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandException($"{target.FullName} cannot be written: {e.Message}");
            }
            return ExitCode.Ok;
        });
        return command;
    }
}
