using System.Globalization;
using Seawall.Alerts.Desk;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>Where a site's alerting keeps its files, and where the secrets of outlets lie: one file a secret, <c>secrets/alerts/NAME</c>, closed to other users.</summary>
internal static class AlertFiles
{
    public static AlertFolder Of(SeawallHome home) => new(home.Alerts);

    /// <summary>The content of a secret's file without the white space around it; null when there is none.</summary>
    public static Func<string, string?> Secrets(SeawallHome home) => name =>
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(home.SecretsDirectory, "alerts", name)).Trim();
            return text.Length > 0 ? text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    };

    /// <summary>The page of alerts; empty when the site has no console.</summary>
    public static string Link(SiteTopology topology) => ConsoleLink.Address(topology) is { } address ? string.Create(CultureInfo.InvariantCulture, $"{address}alerts") : "";
}
