using System.Globalization;

namespace Seawall.Lab.Capacity;

/// <summary>The report in a sentence.</summary>
public static class CapacityAnswer
{
    public static string Of(CapacityReport report)
    {
        if (report.Knee.PerSecond.Value <= 0)
        {
            return $"No step was valid: {report.Knee.Reason}.";
        }

        string limit = report.Limit.Resource == "none" ? "not yet limited by anything" : $"limited by {Name(report.Limit.Resource)}";
        return report.LoggedPeakPerSecond > 0
            ? Say($"This database carries {report.Multiple.Value:0.0} times the log's peak second with the same mix, {limit}; interval [{report.Multiple.Low:0.0}, {report.Multiple.High:0.0}].")
            : Say($"This database carries {report.Knee.PerSecond.Value:N0} statements a second with the mix of the log, {limit}; interval [{report.Knee.PerSecond.Low:N0}, {report.Knee.PerSecond.High:N0}].");
    }

    public static string Name(string resource) => resource switch
    {
        "cpu" => "its processor",
        "io" => "input and output",
        "locks" => "locks",
        "hot-row" => "a hot row",
        "outside" => "what lies in front of it",
        "generator" => "the load generator",
        _ => resource,
    };

    /// <summary>What statements ask for, as a heading has it.</summary>
    public static string Resource(string resource) => resource switch
    {
        "io" => "input and output",
        "locks" or "hot-row" => "waits for locks",
        "outside" => "the time outside the server",
        _ => "the processor",
    };

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
