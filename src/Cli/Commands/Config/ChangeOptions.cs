using System.CommandLine;
using System.Globalization;
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

    private readonly Option<bool> _together = new("--together") { Description = "In force in all processes at one moment: each holds it ready first" };
    private readonly Option<DateTimeOffset?> _at = new("--at") { Description = "With --together: when; unset, as soon as all hold it", HelpName = "TIME" };
    private readonly Option<bool> _evenIfNotAll = new("--even-if-not-all") { Description = "With --together: also when some do not hold it within 5 s" };

    public void AddTo(Command command)
    {
        command.Add(_reason);
        command.Add(_dryRun);
        command.Add(_yes);
        command.Add(_once);
        command.Add(_together);
        command.Add(_at);
        command.Add(_evenIfNotAll);
        _api.AddTo(command);
    }

    /// <summary>The control center as the person of the command line, for a change that begins with what stands.</summary>
    public HttpClient Open(ParseResult parsed) => _api.Open(parsed);

    public async Task<int> RunAsync(ParseResult parsed, string path, JsonObject body, CancellationToken ct)
    {
        bool dryRun = parsed.GetValue(_dryRun);
        string reason = parsed.GetValue(_reason) ?? "";
        if (!dryRun && string.IsNullOrWhiteSpace(reason))
        {
            throw new CommandException("say why with --reason \"…\"; it is kept in history and audit", ExitCode.Usage);
        }
        if (!parsed.GetValue(_together) && (parsed.GetValue(_at) is not null || parsed.GetValue(_evenIfNotAll)))
        {
            throw new CommandException("--at and --even-if-not-all say how --together is done; add it", ExitCode.Usage);
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
            await AskAsync("Publish this? [y/N] ", ct).ConfigureAwait(false);
        }
        body["seen"] = plan.GetProperty("revision").GetInt64();
        body["idempotency"] = parsed.GetValue(_once);
        if (parsed.GetValue(_together))
        {
            body["together"] = new JsonObject { ["at"] = parsed.GetValue(_at)?.ToString("O", CultureInfo.InvariantCulture), ["evenIfNotAll"] = parsed.GetValue(_evenIfNotAll) };
        }
        JsonElement answer = await ApiOptions.PostAsync(http, path, body, ct).ConfigureAwait(false);
        _api.Print(parsed, answer, ended => ChangeTable.WriteOutcome(Console.Out, ended));
        return ExitCode.Ok;
    }

    /// <summary>Asks before a change is made; anything but yes throws, and so does nobody being there to ask.</summary>
    public static async Task AskAsync(string question, CancellationToken ct)
    {
        if (Console.IsInputRedirected)
        {
            throw new CommandException("add --yes to publish without being asked, or --dry-run to publish nothing", ExitCode.Usage);
        }
        await Console.Error.WriteAsync(question).ConfigureAwait(false);
        string? said = await Task.Run(Console.ReadLine, ct).WaitAsync(ct).ConfigureAwait(false);
        if (said?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new CommandException("nothing was published");
        }
    }
}
