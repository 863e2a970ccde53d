using System.Text.Json;
using Seawall.Alerts.Entries;
using Seawall.Client.Config;
using Seawall.Control.Config.Gray;

namespace Seawall.Control.Plans.Actions;

/// <summary><c>{"kind":"config","key":"item/catalog/page-size","value":20}</c>: what an item is to be for all. Keys of other kinds are given whole.</summary>
internal sealed record ConfigAction(string Key, string? Value) : IPlanAction
{
    public static IPlanAction Read(Fields fields, JsonElement json) =>
        new ConfigAction(ActionKinds.Key(fields, ConfigKeys.Item, ConfigKeys.Role, "edge/", ConfigKeys.Alert, ConfigKeys.Outlet, ConfigKeys.Silence, ConfigKeys.Door), ActionKinds.Value(fields, json));

    public ActionValue Decide(ActionStand stand)
    {
        var (stood, some, _) = stand;
        var isItem = Key.StartsWith(ConfigKeys.Item, StringComparison.Ordinal);
        if (some is null)
            return new ActionValue(isItem && Value is not null ? $$"""{"value":{{Value}}}""" : Value);
        // An item that is new, goes away or has another value on trial has nothing to be tried beside.
        return isItem && Value is not null && stood is not null && GrayRelease.Start(stood, Value, new Audience([], some.Instances, some.Percent)) is { } tried
            ? new ActionValue(tried) : ActionValue.LastStage;
    }
}
