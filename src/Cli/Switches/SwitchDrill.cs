using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Client.Switches;
using Seawall.Control.Config.Gray;

namespace Seawall.Cli;

/// <summary>
/// Turns every switch that is not core off at once, for a role that no buyer has, sees every process do it, and undoes it. Ended in the middle, it has touched reports
/// alone, and the next drill undoes what was left.
/// </summary>
internal sealed class SwitchDrill(HttpClient control, SiteSwitches site, TimeProvider time)
{
    private const string Role = "batch";
    private const string Reason = "drill: every switch that is not core, off for batch and back";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    public async Task<(DrillFinding Finding, IReadOnlyList<string> Keys)> RunAsync(CancellationToken ct)
    {
        await UndoWhatWasLeftAsync(ct).ConfigureAwait(false);
        var (_, flags) = await site.FlagsAsync(ct).ConfigureAwait(false);
        string[] keys = [.. SiteSwitches.NonCore.Where(flags.ContainsKey)];
        var changes = new JsonArray([.. keys.Select(key => (JsonNode)new JsonObject { ["key"] = "switch/" + key, ["value"] = SwitchTurn.Turn(flags[key], on: false, new Audience([Role], [], 0)) })]);
        if (changes.Count == 0)
        {
            return (new DrillFinding(Role, 0, 0, [], -1, Undone: true), keys);
        }

        var began = time.GetTimestamp();
        var published = await ApiOptions.PostAsync(control, "/api/config/publish", new JsonObject { ["reason"] = Reason, ["changes"] = changes }, ct).ConfigureAwait(false);
        var revision = published.GetProperty("revision").GetInt64();
        IReadOnlyList<string> late;
        IReadOnlyDictionary<string, SwitchesView?> views;
        do
        {
            await Task.Delay(Pace, time, ct).ConfigureAwait(false);
            views = await site.ViewsAsync(ct).ConfigureAwait(false);
            late = NotTurned(views, keys);
        }
        while (late.Count > 0 && time.GetElapsedTime(began) < Longest);
        var took = late.Count == 0 ? (long)time.GetElapsedTime(began).TotalMilliseconds : -1;
        return (new DrillFinding(Role, keys.Length, views.Count, late, took, await UndoAsync(revision, ct).ConfigureAwait(false)), keys);
    }

    /// <summary>What is still on for the role, in the processes that have the switch; a process that does not answer is named alone.</summary>
    internal static IReadOnlyList<string> NotTurned(IReadOnlyDictionary<string, SwitchesView?> views, IReadOnlyList<string> keys) =>
    [
        .. views.Where(view => view.Value is null).Select(view => $"{view.Key} does not answer"),
        .. from view in views
           where view.Value is not null
           from known in view.Value!.Switches
           where keys.Contains(known.Key) && !known.Off.Contains(Role)
           select $"{known.Key} in {view.Key}",
    ];

    private async Task UndoWhatWasLeftAsync(CancellationToken ct)
    {
        var history = await ApiOptions.GetAsync(control, "/api/config/revisions?most=20", ct).ConfigureAwait(false);
        var last = history.GetProperty("revisions").EnumerateArray().FirstOrDefault(revision => revision.GetProperty("reason").GetString() == Reason);
        if (last.ValueKind == JsonValueKind.Object && last.GetProperty("action").GetString() == "publish")
        {
            await UndoAsync(last.GetProperty("number").GetInt64(), ct).ConfigureAwait(false);
        }
    }

    private async Task<bool> UndoAsync(long revision, CancellationToken ct)
    {
        var undone = await ApiOptions.PostAsync(control, $"/api/config/undo/{revision}", new JsonObject { ["reason"] = Reason }, ct).ConfigureAwait(false);
        return undone.GetProperty("outcome").GetString() is "published" or "unchanged";
    }
}
