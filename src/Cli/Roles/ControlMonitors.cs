using System.Text.Json;
using Seawall.Control.Metrics.Monitors;

namespace Seawall.Cli;

/// <summary>The monitors of <c>deploy/monitors.json</c>, read when they are asked for; a file with a fault has none.</summary>
internal sealed class ControlMonitors(string file) : INamedMonitors
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    private sealed record Listed(IReadOnlyList<NamedMonitor> Monitors);

    public IReadOnlyList<NamedMonitor> Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Listed>(File.ReadAllText(file), _json)?.Monitors ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }
}
