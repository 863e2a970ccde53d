using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Control.Config.Checks;

namespace Seawall.Control.Freezes;

/// <summary><c>freeze/site</c>: on or off, since and until when, and why.</summary>
internal sealed class FreezeCheck : IValueCheck
{
    public string Prefix => ConfigKeys.Freeze;

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        if (key != SiteFreeze.Key)
            yield return new ValueFault("", $"the only key under {ConfigKeys.Freeze} is {SiteFreeze.Key}");
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("on", out var on) || on.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            yield return new ValueFault("on", "must be true or false");
            yield break;
        }
        if (on.ValueKind == JsonValueKind.False)
            yield break;
        if (!value.TryGetProperty("since", out var since) || since.ValueKind != JsonValueKind.String || !since.TryGetDateTimeOffset(out var from))
            yield return new ValueFault("since", "must be a time such as 2026-11-10T16:00:00Z");
        else if (value.TryGetProperty("until", out var until) && until.ValueKind != JsonValueKind.Null && (until.ValueKind != JsonValueKind.String || !until.TryGetDateTimeOffset(out var to) || to <= from))
            yield return new ValueFault("until", "must be a time after since, or be left out");
        if (!value.TryGetProperty("reason", out var reason) || reason.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(reason.GetString()))
            yield return new ValueFault("reason", "must say why");
    }
}
