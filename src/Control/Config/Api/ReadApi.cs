using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Config;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Transfer;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Api;

/// <summary>What stands, what stood, who did what: for viewers. Values are JSON text, byte for byte.</summary>
internal static class ReadApi
{
    private const int MostRows = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/entries", (SqliteConfigStore store, string? prefix) => Entries(store.Current, prefix ?? "")).RequirePerson(OperatorLevel.Viewer);
        api.MapGet("/entry", EntryAsync).RequirePerson(OperatorLevel.Viewer);
        api.MapGet("/revisions", async (ConfigHistory history, CancellationToken ct, string? key, long before = long.MaxValue, int most = 50) =>
            ConfigAnswers.Json(new { revisions = await history.RevisionsAsync(before, Math.Clamp(most, 1, MostRows), key, ct).ConfigureAwait(false) })).RequirePerson(OperatorLevel.Viewer);
        api.MapGet("/revisions/{number:long}", async (long number, ConfigHistory history, CancellationToken ct) =>
            await history.FindAsync(number, ct).ConfigureAwait(false) is { } found ? ConfigAnswers.Json(found) : ConfigAnswers.NotFound($"There is no revision {number}.")).RequirePerson(OperatorLevel.Viewer);
        api.MapGet("/diff", DiffAsync).RequirePerson(OperatorLevel.Viewer);
        api.MapGet("/audit", async (ConfigHistory history, CancellationToken ct, long before = long.MaxValue, int most = 50) =>
            ConfigAnswers.Json(new { records = await history.AuditAsync(before, Math.Clamp(most, 1, MostRows), ct).ConfigureAwait(false) })).RequirePerson(OperatorLevel.Viewer);
        api.MapGet("/audit/verify", async (ConfigHistory history, CancellationToken ct) =>
            await history.VerifyAsync(ct).ConfigureAwait(false) is { } broken ? ConfigAnswers.Json(new { whole = false, broken }) : ConfigAnswers.Json(new { whole = true })).RequirePerson(OperatorLevel.Viewer);
        api.MapGet("/export", (SqliteConfigStore store, string? format) => format switch
        {
            null or "flagd" => Results.Text(ConfigTransfer.WriteFlags(store.Current), "application/json", Encoding.UTF8),
            "all" => Results.Text(ConfigTransfer.WriteAll(store.Current), "application/json", Encoding.UTF8),
            _ => ConfigAnswers.BadRequest("format must be flagd or all"),
        }).RequirePerson(OperatorLevel.Viewer);
    }

    private static IResult Entries(ConfigSnapshot current, string prefix) =>
        ConfigAnswers.Json(new { revision = current.Revision, digest = current.Digest.ToString("x16", null), entries = current.Under(prefix) });

    private static async Task<IResult> EntryAsync(string key, SqliteConfigStore store, ConfigHistory history, CancellationToken ct)
    {
        var entry = store.Current.Entries.GetValueOrDefault(key);
        var past = await history.RevisionsAsync(long.MaxValue, 20, key, ct).ConfigureAwait(false);
        return entry is null && past.Count == 0 ? ConfigAnswers.NotFound($"There is no key {key}, and never was.") : ConfigAnswers.Json(new
        {
            key,
            value = entry?.Value,
            revision = entry?.Revision ?? 0,
            history = past.Select(revision => revision with { Changes = [.. revision.Changes.Where(change => change.Key == key)] }),
        });
    }

    private static async Task<IResult> DiffAsync(long from, long? to, SqliteConfigStore store, ConfigHistory history, CancellationToken ct)
    {
        var upTo = to ?? store.Current.Revision;
        if (await history.AtAsync(from, ct).ConfigureAwait(false) is not { } one || await history.AtAsync(upTo, ct).ConfigureAwait(false) is not { } other)
            return ConfigAnswers.NotFound($"Revisions go from 0 to {store.Current.Revision}.");
        var changes = one.Entries.Keys.Union(other.Entries.Keys, StringComparer.Ordinal).Where(key => one[key] != other[key]).Order(StringComparer.Ordinal)
            .Select(key => new KeyChange(key, one[key], one.Entries.GetValueOrDefault(key)?.Revision ?? 0, other[key]));
        return ConfigAnswers.Json(new { from, to = upTo, changes });
    }
}
