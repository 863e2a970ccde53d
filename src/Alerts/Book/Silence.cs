using System.Text.Json;
using System.Text.Json.Serialization;
using Seawall.Alerts.Entries;

namespace Seawall.Alerts;

/// <summary>Alerts of which nobody is told for a while: the value of <c>silence/{id}</c> in the config center.</summary>
/// <param name="Match">The keys, such as <c>process:trade</c> or <c>process:*</c>; a star stands for anything.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Who">Who silenced.</param>
/// <param name="Why">Why; never empty.</param>
public sealed record Silence(string Match, DateTimeOffset Until, string Who, string Why)
{
    /// <summary>Its name: what stands after <c>silence/</c>.</summary>
    [JsonIgnore]
    public string Id { get; init; } = "";

    public bool Covers(string key, DateTimeOffset now) => now < Until && KeyPattern.Matches(Match, key);

    internal static Silence Read(string id, JsonElement json, List<EntryFault> faults)
    {
        var fields = new Fields(json, "", faults);
        var silence = new Silence(fields.Text("match"), fields.Time("until"), fields.Text("who"), fields.Text("why")) { Id = id };
        fields.NoOthers();
        return silence;
    }
}
