using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall config diff</c>: what lies between two revisions.</summary>
internal static class ConfigDiffCommand
{
    public static Command Create()
    {
        var from = new Argument<long>("from") { Description = "A revision; 0 is the empty store" };
        var to = new Argument<long?>("to") { Description = "A later revision; unset, the newest", DefaultValueFactory = _ => null };
        var api = new ApiOptions();
        var command = new ExampleCommand("diff", "What changed between two revisions") { Examples = ["seawall config diff 12", "seawall config diff 12 15 --json"] };
        command.Add(from);
        command.Add(to);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            string upTo = parsed.GetValue(to) is { } last ? $"&to={last}" : "";
            await api.ShowAsync(parsed, $"/api/config/diff?from={parsed.GetValue(from)}{upTo}", answer => ChangeTable.Write(Console.Out, answer), ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
