using System.Text.Json;
using Seawall.Alerts.Entries;

namespace Seawall.Control.Plans.Actions;

/// <summary><c>{"kind":"limit","key":"limit/site","value":{…}}</c>, and so for <c>rule</c>, <c>pin</c> and <c>addresses</c>: a whole entry, which holds for all or for nobody.</summary>
internal sealed record EntryAction(string Key, string? Value) : IPlanAction
{
    public static IPlanAction Read(Fields fields, JsonElement json, params ReadOnlySpan<string> prefixes) => new EntryAction(ActionKinds.Key(fields, prefixes), ActionKinds.Value(fields, json));

    public ActionValue Decide(ActionStand stand) => stand.Some is null ? new ActionValue(Value) : ActionValue.LastStage;
}
