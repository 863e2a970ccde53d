using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seawall.Alerts.Outlets;

/// <summary>A message as JSON, for webhooks and log files: version 1, times as ISO 8601.</summary>
public static class MessageJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] Of(AlertMessage message) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Version = 1,
            message.Id,
            message.Kind,
            message.Outlet,
            message.Group,
            message.To,
            message.At,
            message.Subject,
            message.Host,
            message.Link,
            Alerts = message.Alerts.Select(alert => new
            {
                alert.Key,
                alert.Incident,
                alert.Severity,
                alert.Summary,
                alert.Owner,
                alert.Plan,
                alert.Detail,
                alert.Since,
                alert.Over,
                Acknowledged = alert.Acknowledged?.Who,
            }),
        },
        Options);
}
