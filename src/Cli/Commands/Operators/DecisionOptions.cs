using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary>A change to the list of persons: with a reason, there is nothing to agree to but the name.</summary>
internal sealed class DecisionOptions
{
    private readonly ApiOptions _api = new();
    private readonly Option<string> _reason = new("--reason") { Description = "Why; kept in the audit", HelpName = "WHY" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be done and do nothing" };

    // Each command names its person and nothing else: there is nothing more to agree to.
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask; these commands ask nothing" };

    public void AddTo(Command command)
    {
        command.Add(_reason);
        command.Add(_dryRun);
        command.Add(_yes);
        _api.AddTo(command);
    }

    public async Task<int> RunAsync(ParseResult parsed, string path, JsonObject body, string would, Action<JsonElement> print, CancellationToken ct)
    {
        if (parsed.GetValue(_dryRun))
        {
            Console.WriteLine(would);
            return ExitCode.Ok;
        }
        body["reason"] = parsed.GetValue(_reason) is { Length: > 0 } reason ? reason : throw new CommandException("say why with --reason \"…\"; it is kept in the audit", ExitCode.Usage);
        using HttpClient http = _api.Open(parsed);
        _api.Print(parsed, await ApiOptions.PostAsync(http, path, body, ct).ConfigureAwait(false), print);
        return ExitCode.Ok;
    }
}
