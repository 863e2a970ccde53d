using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Alerts.Entries;
using Seawall.Client.Config;
using Seawall.Control.Config.Gray;

namespace Seawall.Control.Plans.Actions;

/// <summary><c>{"kind":"instance","service":"catalog","add":1}</c>: more instances of a service, which its watchdogs start and callers then share their calls among.</summary>
internal sealed record InstanceAction(string Service, int Add) : IPlanAction
{
    private const int Most = 16;

    public string Key => ConfigKeys.Address + Service;

    public static IPlanAction Read(Fields fields, JsonElement json) => new InstanceAction(fields.Text("service"), fields.Whole("add", 1, 1, Most));

    public ActionValue Decide(string? stood, TrySome? some)
    {
        if (some is not null)
            return ActionValue.LastStage;
        var entry = stood is null ? [] : JsonNode.Parse(stood) as JsonObject;
        if (entry is null)
            return new ActionValue(null, "is no object");
        entry["add"] = ((int?)entry["add"] ?? 0) + Add;
        return new ActionValue(entry.ToJsonString(GrayRelease.Plain));
    }
}
