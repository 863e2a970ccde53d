using System.Text.Json;
using Seawall.Alerts.Entries;
using Seawall.Client.Config;

namespace Seawall.Control.Plans.Actions;

/// <summary>
/// <c>{"kind":"instance","service":"catalog","add":1}</c>: more instances of a service. They are started before callers are told of them, and ended when callers are told no more.
/// </summary>
internal sealed record InstanceAction(string Service, int Add) : IPlanAction
{
    private const int Most = 16;

    public string Key => ConfigKeys.Address + Service;

    public static IPlanAction Read(Fields fields, JsonElement json) => new InstanceAction(fields.Text("service"), fields.Whole("add", 1, 1, Most));

    public ActionValue Decide(ActionStand stand)
    {
        if (stand.Some is not null)
            return ActionValue.LastStage;
        if (stand.Running is null)
            return new ActionValue(null, "this control center starts no instances");
        var running = stand.Running(this);
        return running.Count == 0 ? new ActionValue(null, $"there is no service '{Service}'")
            : new ActionValue(JsonSerializer.Serialize(new { addresses = running.Select(address => address.GetLeftPart(UriPartial.Authority)) }));
    }
}
