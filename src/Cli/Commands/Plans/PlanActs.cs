using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary>What commands that do something with a plan have in common: a reason, a trial, the question, and the answer.</summary>
internal sealed class PlanActs(string question)
{
    private readonly Argument<string> _plan = PlanText.Argument();
    private readonly Option<string> _reason = new("--reason") { Description = "Why; kept in history and audit", HelpName = "WHY" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would be done and do nothing" };
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask" };
    private readonly ApiOptions _api = new();

    public void AddTo(Command command)
    {
        command.Add(_plan);
        command.Add(_reason);
        command.Add(_dryRun);
        command.Add(_yes);
        _api.AddTo(command);
    }

    public string Plan(ParseResult parsed) => parsed.GetRequiredValue(_plan);

    /// <summary>Does it, once it was agreed to.</summary>
    /// <param name="path">What shows it beforehand, below the plan; null for how it stands.</param>
    /// <param name="follow">What is waited for afterwards; null for nothing.</param>
    public async Task<int> ActAsync(
        ParseResult parsed, string verb, JsonObject body, string? path, Action<TextWriter, JsonElement> show, Func<HttpClient, string, Task<JsonElement>>? follow, Func<JsonElement, int> code, CancellationToken ct)
    {
        string plan = Plan(parsed);
        using HttpClient http = _api.Open(parsed);
        if (parsed.GetValue(_dryRun))
        {
            await _api.ShowAsync(parsed, PlanText.Path(plan) + path, shown => show(Console.Out, shown), ct).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        body["reason"] = parsed.GetValue(_reason) is { Length: > 0 } reason ? reason : throw new CommandException("say why with --reason \"…\"; it is kept in history and audit", ExitCode.Usage);
        if (question.Length > 0 && !parsed.GetValue(_yes))
        {
            show(Console.Error, await ApiOptions.GetAsync(http, PlanText.Path(plan) + path, ct).ConfigureAwait(false));
            await AskAsync(ct).ConfigureAwait(false);
        }
        JsonElement answer = await ApiOptions.PostAsync(http, $"{PlanText.Path(plan)}/{verb}", body, ct).ConfigureAwait(false);
        if (!answer.GetProperty("changed").GetBoolean())
        {
            await Console.Error.WriteLineAsync($"nothing was done: {plan} is so already").ConfigureAwait(false);
        }
        JsonElement shown = follow is null ? answer.GetProperty("plan") : await follow(http, plan).ConfigureAwait(false);
        _api.Print(parsed, shown, stands => PlanText.WriteState(Console.Out, stands));
        return code(shown);
    }

    private async Task AskAsync(CancellationToken ct)
    {
        if (Console.IsInputRedirected)
        {
            throw new CommandException("add --yes to do it without being asked, or --dry-run to do nothing", ExitCode.Usage);
        }
        await Console.Error.WriteAsync($"{question} [y/N] ").ConfigureAwait(false);
        string? said = await Task.Run(Console.ReadLine, ct).WaitAsync(ct).ConfigureAwait(false);
        if (said?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new CommandException("nothing was done");
        }
    }
}
