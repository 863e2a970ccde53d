using Microsoft.AspNetCore.Http;
using Seawall.Client.Config;
using Seawall.Control.Arming;
using Seawall.Control.Config.Checks;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Api;

/// <summary>The end that all changes have in common: shown as a diff when asked for a dry run, else sent to the desk.</summary>
internal sealed class ChangeCall(ConfigDesk desk, SqliteConfigStore store, IArmedPublisher armed, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

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
        if (!dryRun && body.Together is { } together)
            return await TogetherAsync(request, together, person, kept, ct).ConfigureAwait(false);
        if (!dryRun)
            return ConfigAnswers.Of(await desk.PublishAsync(request, person, ct).ConfigureAwait(false), kept);
        var preview = await desk.PreviewAsync(request, person, ct).ConfigureAwait(false);
        return preview.Ended is not null and not PublishOutcome.Published ? ConfigAnswers.Of(preview.Ended)
            : ConfigAnswers.Json(new { outcome = preview.Ended is null ? "would-publish" : "unchanged", revision = preview.Revision, changes = preview.Changes, needsSecond = preview.NeedsSecond, kept });
    }

    // What a second person must agree to is proposed as any change is.
    private async Task<IResult> TogetherAsync(PublishRequest request, TogetherBody together, Person person, IReadOnlyList<KeyConflict> kept, CancellationToken ct)
    {
        if (together.Within is not (>= 0 and <= 600))
            return ConfigAnswers.BadRequest("together.within must be 0 to 600 seconds");
        var preview = await desk.PreviewAsync(request, person, ct).ConfigureAwait(false);
        if (preview.Ended is not null || preview.NeedsSecond is not null)
            return ConfigAnswers.Of(await desk.PublishAsync(request, person, ct).ConfigureAwait(false), kept);
        var id = together.Id ?? $"{request.Action}-{time.GetUtcNow().ToUnixTimeMilliseconds()}";
        if (KeySyntax.Fault(ConfigKeys.Armed + id) is { } fault)
            return ConfigAnswers.BadRequest($"together.id: {fault}");
        var ending = armed.PublishAsync(new ArmedRequest(id, request, together.At, TimeSpan.FromSeconds(together.Within), together.EvenIfNotAll), ct);
        // Who asks for a moment far away is not kept waiting: it comes without them.
        if (together.At - time.GetUtcNow() > Patience && await Task.WhenAny(ending, Task.Delay(Patience, time, ct)).ConfigureAwait(false) != ending)
            return ConfigAnswers.Json(new { outcome = "armed", revision = Current.Revision, id, together.At }, StatusCodes.Status202Accepted);
        var outcome = await ending.ConfigureAwait(false);
        return outcome.Outcome is PublishOutcome.Published published
            ? ConfigAnswers.Json(new { outcome = "published", revision = published.Revision, kept, id, outcome.ActiveAt, outcome.Armed, outcome.Instances, outcome.Missing })
            : ConfigAnswers.Of(outcome.Outcome, kept);
    }

    // A key that was changed after what was seen can't be at the revision that was seen.
    private static long AsSeen(ConfigSnapshot current, string key, long seen) => Math.Min(current.Entries.GetValueOrDefault(key)?.Revision ?? 0, seen);
}
