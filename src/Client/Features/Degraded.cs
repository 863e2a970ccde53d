using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Seawall.Client.Calls;
using Seawall.Client.Switches;

namespace Seawall.Client.Features;

/// <summary>How answers and metrics say that a feature was left out.</summary>
public static class Degraded
{
    /// <summary>The header of a degraded answer: <c>feature;grade;plan</c>, the plan <c>-</c> when a person turned the switch, <c>failed</c> when the feature broke.</summary>
    public const string Header = "x-degraded";

    internal const string Off = "off";
    internal const string Failed = "failed";

    private static readonly Meter Meter = new("Seawall.Features");
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("seawall.feature.degraded", "{call}", "Calls that got a feature's fallback.");

    /// <summary>Says and counts that an answer goes without a feature that is off; for code that asks the switch itself.</summary>
    public static void Mark(HttpContext http, Feature feature) => Mark(http, feature, Off);

    /// <summary>Says and counts that an answer goes without a feature that broke; for code that goes on without it by itself.</summary>
    public static void MarkFailed(HttpContext http, Feature feature) => Mark(http, feature, Failed);

    internal static void Mark(HttpContext http, Feature feature, string why)
    {
        Count(feature, why);
        var plan = why == Failed ? Failed : CallContext.Current.States.Flags.GetValueOrDefault(feature.Key)?.Flag.Metadata.Plan ?? "-";
        http.Response.Headers.Append(Header, $"{feature.Key};{feature.Grade};{plan}");
    }

    // Rehearsal load is kept out of the books.
    internal static void Count(Feature feature, string why)
    {
        var call = CallContext.Current;
        if (call.Mark is null)
            Calls.Add(1, new("feature_flag.key", feature.Key), new("seawall.role", call.Role), new("seawall.reason", why));
    }
}
