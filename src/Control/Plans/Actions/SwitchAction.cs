using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Alerts.Entries;
using Seawall.Client.Config;
using Seawall.Control.Config.Gray;

namespace Seawall.Control.Plans.Actions;

/// <summary><c>{"kind":"switch","key":"switch/catalog.similar","off":true,"roles":["h5"]}</c>: turns a feature off or on, for all or for some roles.</summary>
internal sealed record SwitchAction(string Key, bool Off, IReadOnlyList<string> Roles) : IPlanAction
{
    public static IPlanAction Read(Fields fields, JsonElement json)
    {
        if (!fields.Has("off"))
            fields.Fault("off", "is required: true or false");
        return new SwitchAction(ActionKinds.Key(fields, ConfigKeys.Switch), fields.Flag("off", true), fields.Texts("roles"));
    }

    public ActionValue Decide(ActionStand stand)
    {
        var (stood, some, _) = stand;
        if (stood is null)
            return new ActionValue(null, "there is no such switch; `seawall switch list` lists them");
        if (some is null)
            return Of(SwitchTurn.Turn(stood, !Off, new Audience(Roles, [], 0)));
        // A switch that tells callers apart already would be the opposite for those it names while the plan is tried on others.
        if (SwitchTurn.StateOf(stood) != (Off ? SwitchTurn.On : SwitchTurn.Off))
            return ActionValue.LastStage;
        return Roles.Count == 0 || some.Instances.Count == 0 ? Of(SwitchTurn.Turn(stood, !Off, new Audience(Roles, some.Instances, some.Percent))) : Of(Both(stood, some.Instances));
    }

    private static ActionValue Of(string? value) => value is null ? new ActionValue(null, "has no variants 'on' and 'off'") : new ActionValue(value);

    // Of these roles, and in these instances.
    private string? Both(string stood, IReadOnlyList<string> instances)
    {
        if (SwitchTurn.Turn(stood, !Off, new Audience([], instances, 0)) is not { } turned || JsonNode.Parse(turned) is not JsonObject flag || flag["targeting"]?["if"] is not JsonArray rule)
            return null;
        var inInstance = rule[0]!.DeepClone();
        rule[0] = new JsonObject { ["and"] = new JsonArray(new JsonObject { ["in"] = new JsonArray(new JsonObject { ["var"] = "role" }, GrayRelease.List(Roles)) }, inInstance) };
        return flag.ToJsonString(GrayRelease.Plain);
    }
}
