using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Kernel;

namespace Seawall.Cli;

/// <summary>A move of the dial from the command line: shown, agreed to, and made only from the level it was shown from.</summary>
internal sealed class DialMoveOptions
{
    private static readonly TimeSpan _pace = TimeSpan.FromSeconds(1);
    private readonly ApiOptions _api = new();
    private readonly Option<string> _reason = new("--reason") { Description = "Why; kept in history and audit", HelpName = "WHY" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would change and change nothing" };
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask" };
    private readonly Option<int?> _expect = new("--expect") { Description = "The level it must stand at; unset, wherever it stands", HelpName = "LEVEL" };
    private readonly Option<string> _once = new("--once") { Description = "A name for this move: sent twice, it is made once", HelpName = "NAME" };
    private readonly Option<string> _pause = new("--pause") { Description = "Between two steps down", HelpName = "DURATION", DefaultValueFactory = _ => "30s" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_reason, _dryRun, _yes, _expect, _once, _pause])
        {
            command.Add(option);
        }
        _api.AddTo(command);
    }

    /// <param name="target">The wanted level, of the one it stands at.</param>
    /// <param name="walk">Steps down are taken one after the other.</param>
    public async Task<int> RunAsync(ParseResult parsed, Func<int, int> target, bool walk, CancellationToken ct)
    {
        (string reason, bool dryRun) = (parsed.GetValue(_reason) ?? "", parsed.GetValue(_dryRun));
        if (!dryRun && string.IsNullOrWhiteSpace(reason))
        {
            throw new CommandException("say why with --reason \"…\"; it is kept in history and audit", ExitCode.Usage);
        }
        if (!DurationText.TryParse(parsed.GetValue(_pause)!, out TimeSpan pause))
        {
            throw new CommandException($"--pause: '{parsed.GetValue(_pause)}' is no duration such as 30s", ExitCode.Usage);
        }
        using HttpClient http = _api.Open(parsed);
        int stands = await LevelAsync(http, ct).ConfigureAwait(false);
        if (parsed.GetValue(_expect) is { } expected && expected != stands)
        {
            throw new CommandException($"the dial stands at L{stands}, not at L{expected}; nothing was done");
        }
        int to = target(stands);
        JsonElement preview = await ApiOptions.GetAsync(http, DialPreviewCommand.PathOf(walk && to < stands - 1 ? stands - 1 : to), ct).ConfigureAwait(false);
        if (dryRun || to == stands)
        {
            _api.Print(parsed, preview, shown => DialText.WritePreview(Console.Out, shown));
            return ExitCode.Ok;
        }
        if (!parsed.GetValue(_yes))
        {
            DialText.WritePreview(Console.Error, preview);
            await ChangeOptions.AskAsync("Move the dial? [y/N] ", ct).ConfigureAwait(false);
        }
        while (true)
        {
            int next = to < stands ? stands - 1 : to;
            var body = new JsonObject { ["level"] = next, ["expected"] = stands, ["reason"] = reason, ["idempotency"] = parsed.GetValue(_once) is { } once ? $"{once}/{next}" : null };
            JsonElement moved = await ApiOptions.PostAsync(http, "/api/dial/to", body, ct).ConfigureAwait(false);
            _api.Print(parsed, moved, Write);
            stands = next;
            if (next == to || moved.GetProperty("outcome").GetString() == "waits")
            {
                return ExitCode.Ok;
            }
            await SettleAsync(http, stands, pause, ct).ConfigureAwait(false);
        }
    }

    // The site has to stand each step back before the next one: its figures are looked at for the whole pause.
    private static async Task SettleAsync(HttpClient http, int level, TimeSpan pause, CancellationToken ct)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < pause)
        {
            await Task.Delay(_pace < pause ? _pace : pause, TimeProvider.System, ct).ConfigureAwait(false);
            JsonElement dial = await ApiOptions.GetAsync(http, "/api/dial", ct).ConfigureAwait(false);
            JsonElement steering = dial.GetProperty("steering");
            if (dial.GetProperty("level").GetInt32() is var now && now != level)
            {
                throw new CommandException($"somebody moved the dial to L{now} meanwhile; the way down ends here");
            }
            if (steering.GetProperty("suggested").GetInt32() > level)
            {
                throw new CommandException($"the site does not stand L{level}: {steering.GetProperty("why").GetString()}; the way down ends here, `seawall dial up` goes back");
            }
        }
    }

    private static async Task<int> LevelAsync(HttpClient http, CancellationToken ct) =>
        (await ApiOptions.GetAsync(http, "/api/dial", ct).ConfigureAwait(false)).GetProperty("level").GetInt32();

    private static void Write(JsonElement moved)
    {
        if (moved.GetProperty("outcome").GetString() == "waits")
        {
            ChangeTable.WriteOutcome(Console.Out, moved);
            return;
        }
        Console.WriteLine($"L{moved.GetProperty("level").GetInt32()}, {moved.GetProperty("switches").GetInt32()} switches, revision {moved.GetProperty("revision").GetInt64()}");
        foreach (string key in DialText.Names(moved.GetProperty("kept")))
        {
            Console.WriteLine($"! {key} was changed by hand, and is kept");
        }
    }
}
