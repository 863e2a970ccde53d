using System.Globalization;
using System.Text.Json;

namespace Seawall.Client.Config;

/// <summary>The freeze of a site before and during the sale: while it holds, whatever persons change takes two of them. The key <c>freeze/site</c>.</summary>
/// <param name="Until">When it ends by itself; null when it is taken off by hand alone.</param>
public sealed record SiteFreeze(DateTimeOffset Since, DateTimeOffset? Until, string Reason)
{
    public const string Key = ConfigKeys.Freeze + "site";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The freeze that holds at a moment by what a snapshot says; null when none does.</summary>
    public static SiteFreeze? Holding(ConfigSnapshot config, DateTimeOffset now) => config[Key] is { } json ? Read(json) is { } freeze && freeze.Holds(now) ? freeze : null : null;

    /// <summary>The freeze of a value; null when it is off. One that cannot be read holds: nobody wrote it to let changes through.</summary>
    public static SiteFreeze? Read(string json)
    {
        try
        {
            var stored = JsonSerializer.Deserialize<Stored>(json, Options);
            return stored is { On: false } ? null : new SiteFreeze(stored?.Since ?? DateTimeOffset.MinValue, stored?.Until, stored?.Reason ?? "");
        }
        catch (JsonException)
        {
            return new SiteFreeze(DateTimeOffset.MinValue, null, "");
        }
    }

    public bool Holds(DateTimeOffset now) => now >= Since && (Until is null || now < Until);

    public string Write() => JsonSerializer.Serialize(new Stored(true, Since, Until, Reason), Options);

    /// <summary>In words: <c>the site is frozen until 2026-11-12 02:00Z (the sale)</c>.</summary>
    public string Words() =>
        "the site is frozen" + (Until is { } until ? string.Create(CultureInfo.InvariantCulture, $" until {until.UtcDateTime:yyyy-MM-dd HH:mm}Z") : "") + (Reason.Length > 0 ? $" ({Reason})" : "");

    private sealed record Stored(bool On, DateTimeOffset? Since, DateTimeOffset? Until, string? Reason);
}
