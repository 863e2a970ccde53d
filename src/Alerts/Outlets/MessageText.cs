using System.Globalization;
using System.Text;

namespace Seawall.Alerts.Outlets;

/// <summary>A message as text: short for telephones, whole for mail.</summary>
internal static class MessageText
{
    public static string Short(AlertMessage message, int longest)
    {
        var text = message.Alerts.Count == 1 ? $"{message.Subject} · {message.To} · {message.Alerts[0].Plan}" : $"{message.Subject} · {message.To}";
        var plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        if (plain.Length <= longest)
            return plain;
        // Half of a surrogate pair is no character.
        var cut = char.IsHighSurrogate(plain[longest - 2]) ? longest - 2 : longest - 1;
        return plain[..cut] + "…";
    }

    public static string Whole(AlertMessage message)
    {
        var text = new StringBuilder();
        text.Append("For ").Append(message.To).Append(" · ").Append(message.Host).Append('\n');
        foreach (var alert in message.Alerts)
        {
            text.Append('\n').Append(alert.Summary).Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"  {alert.Key} · {alert.Severity} · since {alert.Since:yyyy-MM-dd HH:mm:ss zzz}");
            if (alert.Over is { } over)
                text.Append(CultureInfo.InvariantCulture, $" · over {over:HH:mm:ss}");
            text.Append("\n  owner: ").Append(alert.Owner).Append("\n  plan: ").Append(alert.Plan).Append('\n');
            if (alert.Detail.Length > 0)
                text.Append("  ").Append(alert.Detail.Replace("\n", "\n  ", StringComparison.Ordinal)).Append('\n');
        }
        if (message.Link.Length > 0)
            text.Append('\n').Append(message.Link).Append('\n');
        return text.ToString();
    }
}
