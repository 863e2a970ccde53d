using System.Text.Json;
using Seawall.Control.Margin;
using Seawall.Kernel;

namespace Seawall.Cli;

/// <summary>The verdict of the kept forecast.</summary>
internal static class ControlMargin
{
    public static MarginFigures Of(byte[] json, string name)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        return new MarginFigures
        {
            At = root.GetProperty("at").GetDateTimeOffset(),
            Margin = root.TryGetProperty("margin", out JsonElement margin) && margin.ValueKind == JsonValueKind.Object ? margin.Deserialize<Interval>(ReportOutput.Json) : null,
        };
    }
}
