using System.CommandLine;
using System.Globalization;

namespace Seawall.Cli;

/// <summary><c>seawall dial preview</c>: which features go for whom, and what buyers notice.</summary>
internal static class DialPreviewCommand
{
    public static Command Create()
    {
        var to = new Option<int?>("--to") { Description = "The level; unset, one up from where the dial stands", HelpName = "LEVEL" };
        var api = new ApiOptions();
        var command = new ExampleCommand("preview", "What a move would change, for whom, and what buyers would notice") { Examples = ["seawall dial preview", "seawall dial preview --to 3 --json"] };
        command.Add(to);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await api.ShowAsync(parsed, PathOf(parsed.GetValue(to)), preview => DialText.WritePreview(Console.Out, preview), ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    public static string PathOf(int? to) => to is { } level ? string.Create(CultureInfo.InvariantCulture, $"/api/dial/preview?to={level}") : "/api/dial/preview";
}
