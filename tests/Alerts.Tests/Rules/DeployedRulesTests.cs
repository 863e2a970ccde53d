using System.Text.Json;
using Seawall.Alerts.Entries;
using Seawall.Alerts.Rules;

namespace Seawall.Alerts.Tests.Rules;

/// <summary>The rules that a fresh site begins with.</summary>
public sealed class DeployedRulesTests
{
    private static readonly IReadOnlyDictionary<string, string> Entries = Directory.GetFiles(Path.Combine(Root(), "deploy", "alerts"), "*.json")
        .SelectMany(file => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(file))!)
        .ToDictionary(entry => entry.Key, entry => entry.Value.GetRawText());

    private static readonly AlertPolicy Policy = AlertEntries.Policy(Entries, out _);

    [Fact]
    public void No_entry_has_a_fault() =>
        Assert.Empty(Entries.SelectMany(entry => AlertEntries.Check(entry.Key, entry.Value).Select(fault => $"{entry.Key}: {fault.Path} {fault.Message}")));

    [Fact]
    public void Every_outlet_that_a_rule_names_is_there()
    {
        var outlets = Policy.Outlets.Select(outlet => outlet.Name).ToHashSet();
        Assert.Empty(Policy.Rules.SelectMany(rule => rule.Outlets.Concat(rule.Escalate.SelectMany(step => step.Outlets))).Where(name => !outlets.Contains(name)));
    }

    [Theory]
    [InlineData("process:trade")]
    [InlineData("process:watchdog")]
    [InlineData("monitoring:rules")]
    [InlineData("outlet:log")]
    [InlineData("config:stragglers")]
    public void What_is_noticed_without_a_rule_has_an_owner_and_a_plan(string key)
    {
        var rule = Policy.RuleOf("", key);
        Assert.True(rule is { Owner.Length: > 0, Plan.Length: > 0 }, key);
    }

    [Theory]
    [InlineData("RV-5", "list", "counts", "dsr", "new")]
    [InlineData("GB-5", "list.web", "list.app", "detail.web", "detail.app")]
    [InlineData("SH-6", "list", "cards", "shop")]
    [InlineData("VC-4", "list", "page")]
    [InlineData("PR-7", "item", "shop", "price", "issued", "used")]
    public void Every_monitor_of_a_row_alerts_on_errors_and_latency(string row, params string[] monitors)
    {
        var prefix = row.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal);
        foreach (var monitor in monitors)
        {
            Assert.Contains(Policy.Rules, rule => rule.Name == $"{prefix}.{monitor}.errors" && rule is { Kind: RuleKind.Ratio, Over: not null });
            Assert.Contains(Policy.Rules, rule => rule.Name == $"{prefix}.{monitor}.p99" && rule is { Kind: RuleKind.Threshold, Over: not null });
        }
    }

    [Fact]
    public void Every_named_monitor_has_an_alert_on_its_errors_and_its_latency()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "deploy", "monitors.json")));
        foreach (var monitor in file.RootElement.GetProperty("monitors").EnumerateArray().Where(monitor => monitor.TryGetProperty("route", out _)))
        {
            var (row, route) = (monitor.GetProperty("row").GetString()!, monitor.GetProperty("route").GetString()!);
            var role = monitor.TryGetProperty("role", out var asked) ? asked.GetString() : null;
            var rules = Policy.Rules.Where(rule => rule.Group == row && Matches((rule.Kind == RuleKind.Ratio ? rule.Per : rule.Series).Labels.GetValueOrDefault("http.route", ""), route)
                && rule.Series.Labels.GetValueOrDefault("seawall.role") == role).ToList();
            Assert.True(rules.Exists(rule => rule.Kind == RuleKind.Ratio), $"{row} {route} {role}: errors");
            Assert.True(rules.Exists(rule => rule.Kind == RuleKind.Threshold && rule.Series.Metric.EndsWith(".p99", StringComparison.Ordinal)), $"{row} {route} {role}: p99");
        }
    }

    // The notation of the metrics: alternatives, each exact or the beginning of a value.
    private static bool Matches(string pattern, string value) =>
        pattern.Split('|').Any(one => one == value || (one.EndsWith('*') && value.StartsWith(one[..^1], StringComparison.Ordinal)));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Seawall.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
