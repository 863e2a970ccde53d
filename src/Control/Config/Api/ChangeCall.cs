using Microsoft.AspNetCore.Http;
using Seawall.Client.Config;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Api;

/// <summary>The end that all changes have in common: shown as a diff when asked for a dry run, else sent to the desk.</summary>
internal sealed class ChangeCall(ConfigDesk desk, SqliteConfigStore store)
{
    public ConfigSnapshot Current => store.Current;

    /// <param name="kept">Keys that stay as somebody else left them.</param>
    public async Task<IResult> EndAsync(HttpContext http, IReadOnlyList<WantedChange> changes, string action, ChangeBody body, bool dryRun, IReadOnlyList<KeyConflict> kept, CancellationToken ct)
    {
        var current = Current;
        if (changes.Count == 0)
            return ConfigAnswers.Json(new { outcome = "unchanged", revision = current.Revision, changes, kept });
        var person = Person.Of(http)!;
        var request = new PublishRequest
        {
            Actor = person.Name,
            Reason = dryRun && string.IsNullOrEmpty(body.Reason) ? "a dry run" : body.Reason ?? "",
            Action = action,
            Source = http.Connection.RemoteIpAddress?.ToString(),
            Idempotency = body.Idempotency,
            Changes = [.. changes.Select(change => body.Seen is { } seen && change.Expected is null ? change with { Expected = AsSeen(current, change.Key, seen) } : change)],
        };
        if (!dryRun)
            return ConfigAnswers.Of(await desk.PublishAsync(request, person, ct).ConfigureAwait(false), kept);
        var preview = await desk.PreviewAsync(request, person, ct).ConfigureAwait(false);
        return preview.Ended is not null and not PublishOutcome.Published ? ConfigAnswers.Of(preview.Ended)
            : ConfigAnswers.Json(new { outcome = preview.Ended is null ? "would-publish" : "unchanged", revision = preview.Revision, changes = preview.Changes, needsSecond = preview.NeedsSecond, kept });
    }

    // A key that was changed after what was seen can't be at the revision that was seen.
    private static long AsSeen(ConfigSnapshot current, string key, long seen) => Math.Min(current.Entries.GetValueOrDefault(key)?.Revision ?? 0, seen);
}
