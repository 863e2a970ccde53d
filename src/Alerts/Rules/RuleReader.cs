using System.Text.Json;
using Seawall.Alerts.Entries;

namespace Seawall.Alerts.Rules;

/// <summary>Reads a rule from its JSON, with every fault.</summary>
internal static class RuleReader
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static AlertRule Read(string name, JsonElement json, List<EntryFault> faults)
    {
        var fields = new Fields(json, "", faults);
        var kind = fields.Word<RuleKind>("kind");
        var rule = new AlertRule
        {
            Name = name,
            Kind = kind,
            What = fields.Text("what"),
            Owner = fields.Text("owner"),
            Plan = fields.Text("plan"),
            Severity = fields.Word<Severity>("severity", Severity.Warning),
            Summary = fields.Text("summary", ""),
            Outlets = fields.Texts("outlets"),
            Repeat = fields.Has("repeat") ? fields.Duration("repeat", TimeSpan.FromHours(4), TimeSpan.FromMinutes(1), Longest) : null,
            Escalate = [.. fields.Each("escalate").Select(Step)],
        };
        if (fields.Has("group"))
            rule = rule with { Group = fields.Text("group") };
        rule = kind == RuleKind.Signal ? rule with { Match = fields.Text("match") } : Measured(rule, fields);
        for (var i = 1; i < rule.Escalate.Count; i++)
        {
            if (rule.Escalate[i].After <= rule.Escalate[i - 1].After)
                faults.Add(new EntryFault($"escalate[{i}].after", "must be later than the step before"));
        }
        fields.NoOthers();
        return rule;
    }

    private static AlertRule Measured(AlertRule rule, Fields fields)
    {
        rule = rule with
        {
            Series = Selector(fields),
            Each = fields.Text("each", ""),
            For = fields.Duration("for", rule.Kind == RuleKind.Absence ? TimeSpan.FromSeconds(30) : TimeSpan.Zero, TimeSpan.Zero, Longest),
            ClearFor = fields.Duration("clearFor", TimeSpan.Zero, TimeSpan.Zero, Longest),
        };
        if (fields.Has("key"))
            rule = rule with { Key = fields.Text("key") };
        if (rule.Kind is RuleKind.Rate or RuleKind.Ratio)
            rule = rule with { Window = fields.Duration("window", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)) };
        if (rule.Kind == RuleKind.Ratio)
            rule = rule with { Per = Divisor(fields), AtLeast = fields.Number("atLeast") ?? 0 };
        return rule.Kind == RuleKind.Absence ? rule : Limited(rule, fields);
    }

    private static AlertRule Limited(AlertRule rule, Fields fields)
    {
        rule = rule with { Over = fields.Number("over"), Under = fields.Number("under"), Clear = fields.Number("clear") };
        if (rule.Over is null == rule.Under is null)
            fields.Fault("over", "exactly one of over and under is required");
        if (rule.Clear > rule.Over || rule.Clear < rule.Under)
            fields.Fault("clear", "must lie on the well side of the limit");
        return rule;
    }

    private static SeriesSelector Divisor(Fields fields)
    {
        if (fields.Inner("per") is not { } per)
        {
            fields.Fault("per", "is required: the series to divide by");
            return SeriesSelector.None;
        }
        var selector = Selector(per);
        per.NoOthers();
        return selector;
    }

    private static SeriesSelector Selector(Fields fields) => new(fields.Text("metric"), fields.Pairs("labels"));

    private static EscalationStep Step(Fields fields)
    {
        var step = new EscalationStep(
            fields.Duration("after", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), Longest), fields.Texts("outlets"), fields.Text("owner", ""));
        if (!fields.Has("after"))
            fields.Fault("after", "is required");
        if (step.Outlets.Count == 0)
            fields.Fault("outlets", "at least one is required");
        fields.NoOthers();
        return step;
    }
}
