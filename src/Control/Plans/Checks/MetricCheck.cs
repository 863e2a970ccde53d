using System.Globalization;
using Seawall.Alerts.Entries;
using Seawall.Alerts.Rules;
using Seawall.Control.Alerts;

namespace Seawall.Control.Plans.Checks;

/// <summary>
/// <c>{"kind":"metric","function":"ratio","metric":"…","labels":{…},"per":{…},"atMost":0.01,"overSeconds":10}</c>: a figure read as alert rules read theirs:
/// <c>last</c> value, <c>rate</c> a second, or <c>ratio</c> of two rates.
/// </summary>
/// <param name="SilentHolds">Whether nothing measured is as good as well: errors that never happened are not counted.</param>
internal sealed record MetricCheck(AlertRule Rule, double? AtMost, double? AtLeast, bool SilentHolds, CheckTimes Times) : IPlanCheck
{
    public static IPlanCheck Read(Fields fields, CheckTimes times)
    {
        var function = fields.Word<MetricFunction>("function");
        var rule = new AlertRule
        {
            Name = "plan",
            What = "",
            Owner = "",
            Plan = "",
            Kind = function switch { MetricFunction.Rate => RuleKind.Rate, MetricFunction.Ratio => RuleKind.Ratio, _ => RuleKind.Threshold },
            Series = new SeriesSelector(fields.Text("metric"), fields.Pairs("labels")),
            Window = TimeSpan.FromSeconds(fields.Whole("overSeconds", 10, 1, 600)),
        };
        if (function == MetricFunction.Ratio)
        {
            if (fields.Inner("per") is { } per)
            {
                rule = rule with { Per = new SeriesSelector(per.Text("metric"), per.Pairs("labels")) };
                per.NoOthers();
            }
            else
            {
                fields.Fault("per", "is required: the series to divide by");
            }
        }
        var (most, least) = (fields.Number("atMost"), fields.Number("atLeast"));
        if (most is null == least is null)
            fields.Fault("atMost", "exactly one of atMost and atLeast is required");
        return new MetricCheck(rule, most, least, fields.Flag("silentHolds", false), times);
    }

    public Task<CheckLook> LookAsync(CheckSurroundings with, CancellationToken ct) => Task.FromResult(Judge(RuleReadings.Of(Rule, with.Metrics)[0].Value));

    internal CheckLook Judge(double? value)
    {
        var name = Rule.Kind == RuleKind.Ratio ? $"{Rule.Series.Metric} / {Rule.Per.Metric}" : Rule.Series.Metric;
        if (value is not { } figure)
            return new CheckLook(SilentHolds, $"{name}: nothing was measured");
        var holds = !(figure > AtMost) && !(figure < AtLeast);
        var bound = AtMost is { } most ? $"at most {most.ToString("0.####", CultureInfo.InvariantCulture)}" : $"at least {AtLeast?.ToString("0.####", CultureInfo.InvariantCulture)}";
        return new CheckLook(holds, $"{name} is {figure.ToString("0.####", CultureInfo.InvariantCulture)}, wanted {bound}");
    }
}

internal enum MetricFunction
{
    Last,
    Rate,
    Ratio,
}
