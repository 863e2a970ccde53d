using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Seawall.Client.Config;
using Seawall.Control.Config;

namespace Seawall.Control.Arming;

/// <summary>The value of <c>armed/{id}</c>: what processes read of it (<see cref="ArmedChanges"/>), and what the control center needs to end what it began, even after it was killed.</summary>
/// <param name="At">When it comes into force, set once every process holds it.</param>
/// <param name="Wanted">When it was asked for; null for as soon as may be.</param>
/// <param name="Asked">How many instances were connected when it was armed.</param>
internal sealed record ArmedEntry(
    IReadOnlyList<WantedChange> Changes, DateTimeOffset? At, DateTimeOffset? Wanted, double ArmWithinSeconds, bool EvenIfNotAll, int Asked, ArmedEntry.Who Request)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public static ArmedEntry Of(ArmedRequest request, int asked) => new(
        request.Publish.Changes, null, request.At, request.ArmWithin.TotalSeconds, request.EvenIfNotAll, asked,
        new Who(request.Publish.Actor, request.Publish.Reason, request.Publish.Action, request.Publish.Source, request.Publish.AgreedBy, request.Publish.Idempotency));

    /// <summary>Null when the value is of another shape.</summary>
    public static ArmedEntry? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ArmedEntry>(json, Options) is { Changes: not null, Request: not null } entry ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Write() => JsonSerializer.Serialize(this, Options);

    /// <summary>The one publish that makes the changes and takes the armed key away, which must be as it was.</summary>
    public PublishRequest Final(ConfigEntry armed) => new()
    {
        Changes = [.. Changes, new WantedChange(armed.Key, null, armed.Revision)],
        Actor = Request.Actor,
        Reason = Request.Reason,
        Action = Request.Action,
        Source = Request.Source,
        AgreedBy = Request.AgreedBy,
        Idempotency = Request.Idempotency,
    };

    /// <summary>A step before the last one: a new value of the armed key, done only if the keys to change are as they are expected.</summary>
    public PublishRequest Step(string action, ConfigSnapshot current, string key, string? value, long armedRevision) => new()
    {
        Changes = [new WantedChange(key, value, armedRevision), .. Changes.Where(change => change.Expected is not null).Select(change => change with { Value = current[change.Key] })],
        Actor = Request.Actor,
        Reason = Request.Reason,
        Action = action,
        Source = Request.Source,
    };

    /// <summary>Who wants it and why.</summary>
    internal sealed record Who(string Actor, string Reason, string Action, string? Source, string? AgreedBy, string? Idempotency);
}
