using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Alerts;
using Seawall.Client.Config;
using Seawall.Control.Config;

namespace Seawall.Control.Alerts;

/// <summary>Silences are entries of the config center, so that they have history and audit, and reach whoever alerts.</summary>
internal sealed class SilenceBook(IServiceProvider services, TimeProvider time)
{
    /// <summary>No silence is longer: what should say nothing for good is a rule to take out.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>A silence that is over is taken away with the next new one after this.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Publishes a silence; its id, or why not.</summary>
    public async Task<(string? Id, string? Problem)> AddAsync(string match, TimeSpan length, string who, string why, CancellationToken cancellationToken)
    {
        if (match.Trim().Length == 0)
            return (null, "match: which alerts? A key such as process:trade, or process:*");
        if (why.Trim().Length == 0)
            return (null, "why: a reason is required");
        if (length <= TimeSpan.Zero || length > Longest)
            return (null, "for: more than nothing and at most 7 days");
        if (services.GetService<IConfigStore>() is not { } store)
            return (null, "this process is no node of the config center, which keeps silences");
        var now = time.GetUtcNow();
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var old = services.GetRequiredService<LivePolicy>().Current.Policy.Silences.Where(silence => silence.Until + Kept < now);
        var outcome = await store.PublishAsync(
            new PublishRequest
            {
                Changes =
                [
                    new WantedChange(ConfigKeys.Silence + id, JsonSerializer.Serialize(new Silence(match.Trim(), now + length, who, why.Trim()), Json), 0),
                    .. old.Select(silence => new WantedChange(ConfigKeys.Silence + silence.Id, null)),
                ],
                Actor = who,
                Reason = $"silence {match.Trim()}: {why.Trim()}",
            },
            cancellationToken).ConfigureAwait(false);
        return outcome is PublishOutcome.Published ? (id, null) : (null, Problem(outcome));
    }

    /// <summary>Ends a silence; null when done, else why not.</summary>
    public async Task<string?> EndAsync(string id, string who, string why, CancellationToken cancellationToken)
    {
        if (services.GetService<IConfigStore>() is not { } store)
            return "this process is no node of the config center, which keeps silences";
        if (store.Current[ConfigKeys.Silence + id] is null)
            return $"there is no silence '{id}'";
        var outcome = await store.PublishAsync(
            new PublishRequest { Changes = [new WantedChange(ConfigKeys.Silence + id, null)], Actor = who, Reason = why.Trim().Length > 0 ? why.Trim() : "end the silence " + id },
            cancellationToken).ConfigureAwait(false);
        return outcome is PublishOutcome.Published ? null : Problem(outcome);
    }

    private static string Problem(PublishOutcome outcome) => outcome switch
    {
        PublishOutcome.Invalid invalid => string.Join("; ", invalid.Faults.Select(fault => $"{fault.Path} {fault.Message}".Trim())),
        PublishOutcome.Refused refused => refused.Why,
        PublishOutcome.Waits waits => waits.Why,
        _ => "somebody else changed it at the same time; try again",
    };
}
