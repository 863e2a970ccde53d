using System.Security.Cryptography;
using System.Text;

namespace Seawall.Alerts;

/// <summary>Why a message goes out.</summary>
public enum MessageKind
{
    Firing,

    /// <summary>It still fires and nobody acknowledged it.</summary>
    Repeated,

    /// <summary>Nobody acknowledged it in time, so others are told.</summary>
    Escalated,
    Resolved,

    /// <summary>Somebody tries whether an outlet works.</summary>
    Test,
}

/// <summary>What one outlet is told at once: alerts of one group.</summary>
/// <param name="Id">The same for the same alerts, kind, time around and outlet whoever sends it, so that a receiver can drop what it has; 32 hexadecimal digits.</param>
/// <param name="To">The owner this message is for.</param>
public sealed record AlertMessage(string Id, MessageKind Kind, string Outlet, string Group, string To, DateTimeOffset At, IReadOnlyList<Alert> Alerts)
{
    /// <summary>Where the site's people look; empty when unknown.</summary>
    public string Link { get; init; } = "";

    /// <summary>The site and machine that speak.</summary>
    public string Host { get; init; } = "";

    public string Subject => Alerts.Count == 1
        ? $"[{KindWord}] {Alerts[0].Summary}"
        : $"[{KindWord}] {Alerts.Count} alerts of {Group}: {Alerts[0].Summary}";

    public string KindWord => Kind switch
    {
        MessageKind.Firing => Alerts.Count > 0 && Alerts.Max(alert => alert.Severity) == Severity.Critical ? "FIRING, critical" : "FIRING",
        MessageKind.Repeated => "STILL FIRING",
        MessageKind.Escalated => "NOT ACKNOWLEDGED",
        MessageKind.Resolved => "RESOLVED",
        _ => "TEST",
    };

    internal static string IdOf(MessageKind kind, string outlet, int around, IEnumerable<Alert> alerts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{kind}\n{outlet}\n{around}\n{string.Join('\n', alerts.Select(alert => alert.Incident).Order(StringComparer.Ordinal))}"))))[..32];
}
