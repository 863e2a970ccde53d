using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary>A change of the config from the command line: what it would do is shown, agreed to, and done only if nobody changed the same keys meanwhile.</summary>
internal sealed class ChangeOptions
{
    private readonly ApiOptions _api = new();
    private readonly Option<string> _reason = new("--reason") { Description = "Why; kept in history and audit", HelpName = "WHY" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would change and change nothing" };
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask" };
    private readonly Option<string> _once = new("--once") { Description = "A name for this change: sent twice, it is made once", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        command.Add(_reason);
        command.Add(_dryRun);
        command.Add(_yes);
        command.Add(_once);
        _api.AddTo(command);
    }

    public async Task<int> RunAsync(ParseResult parsed, string path, JsonObject body, CancellationToken ct)
    {
        bool dryRun = parsed.GetValue(_dryRun);
        string reason = parsed.GetValue(_reason) ?? "";
        if (!dryRun && string.IsNullOrWhiteSpace(reason))
        {
            throw new CommandException("say why with --reason \"…\"; it is kept in history and audit", ExitCode.Usage);
        }
        using HttpClient http = _api.Open(parsed);
        body["reason"] = reason;
        JsonElement plan = await ApiOptions.PostAsync(http, path + "?dryRun=true", body, ct).ConfigureAwait(false);
        if (dryRun || plan.GetProperty("outcome").GetString() == "unchanged")
        {
            _api.Print(parsed, plan, shown => ChangeTable.Write(Console.Out, shown));
            return ExitCode.Ok;
        }
        if (!parsed.GetValue(_yes))
        {
            ChangeTable.Write(Console.Error, plan);
            await AskAsync(ct).ConfigureAwait(false);
        }
        body["seen"] = plan.GetProperty("revision").GetInt64();
        body["idempotency"] = parsed.GetValue(_once);
        JsonElement answer = await ApiOptions.PostAsync(http, path, body, ct).ConfigureAwait(false);
        _api.Print(parsed, answer, ended => ChangeTable.WriteOutcome(Console.Out, ended));
        return ExitCode.Ok;
    }

    private static async Task AskAsync(CancellationToken ct)
    {
        if (Console.IsInputRedirected)
        {
            throw new CommandException("add --yes to publish without being asked, or --dry-run to publish nothing", ExitCode.Usage);
        }
        await Console.Error.WriteAsync("Publish this? [y/N] ").ConfigureAwait(false);
        string? said = await Task.Run(Console.ReadLine, ct).WaitAsync(ct).ConfigureAwait(false);
        if (said?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new CommandException("nothing was published");
        }
    }
}
