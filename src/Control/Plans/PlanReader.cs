using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Seawall.Alerts.Entries;
using Seawall.Control.Plans.Actions;
using Seawall.Control.Plans.Checks;

namespace Seawall.Control.Plans;

/// <summary>Reads a plan from its JSON, with every fault and its place.</summary>
internal static class PlanReader
{
    private const int MostActions = 1_000;
    private const int LongestId = 60;
    private const int MostMinutes = 7 * 24 * 60;

    public static Plan Read(string id, string json, List<EntryFault> faults)
    {
        using var document = JsonDocument.Parse(json);
        return Read(id, json, document.RootElement, faults);
    }

    public static Plan Read(string id, string json, JsonElement root, List<EntryFault> faults)
    {
        if (id.Length > LongestId)
            faults.Add(new EntryFault("", $"the name of a plan has at most {LongestId} characters"));
        var fields = new Fields(root, "", faults);
        var plan = new Plan
        {
            Id = id,
            Definition = DefinitionOf(json),
            Title = fields.Text("title"),
            TitleZh = fields.Text("titleZh"),
            Owner = fields.Text("owner"),
            Trigger = Trigger(fields, faults),
            Decider = fields.Text("decider"),
            BuyersNotice = fields.Text("buyersNotice"),
            BuyersNoticeZh = fields.Text("buyersNoticeZh"),
            Actions = Actions(fields, root),
            Before = fields.Has("before") ? CheckReader.Read(fields, "before") : null,
            Check = CheckReader.Read(fields, "check"),
            UndoCheck = CheckReader.Read(fields, "undoCheck"),
            AutoRevert = fields.Has("autoRevertMinutes") ? TimeSpan.FromMinutes(fields.Whole("autoRevertMinutes", 30, 1, MostMinutes)) : null,
        };
        fields.NoOthers();
        return plan;
    }

    public static string DefinitionOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..12];

    private static PlanTrigger Trigger(Fields fields, List<EntryFault> faults)
    {
        if (fields.Inner("trigger") is not { } trigger)
        {
            faults.Add(new EntryFault("trigger", "is required: {\"kind\":\"scheduled\",\"at\":…} or {\"kind\":\"triggered\",\"when\":…}"));
            return new PlanTrigger(PlanTriggerKind.Triggered, null, "", "");
        }
        var kind = trigger.Word<PlanTriggerKind>("kind");
        var scheduled = kind == PlanTriggerKind.Scheduled;
        var read = new PlanTrigger(kind, scheduled ? trigger.Time("at") : null, trigger.Text("when", scheduled ? "" : null), trigger.Text("whenZh", scheduled ? "" : null));
        trigger.NoOthers();
        return read;
    }

    private static IReadOnlyList<IPlanAction> Actions(Fields fields, JsonElement root)
    {
        var read = new List<IPlanAction>();
        var each = fields.Each("actions").ToList();
        if (each.Count is 0 or > MostActions)
        {
            fields.Fault("actions", $"must be 1 to {MostActions} actions");
            return [];
        }
        foreach (var (action, json) in each.Zip(root.GetProperty("actions").EnumerateArray()))
        {
            if (ActionKinds.Read(action, json) is not { } one)
                continue;
            if (read.Exists(other => other.Key == one.Key))
                action.Fault("key", $"{one.Key} is changed by another action of this plan already");
            read.Add(one);
        }
        return read;
    }
}
