using System.Text.Json;
using Seawall.Control.Live;
using Seawall.Kernel;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The live counts of a topology's gates, all asked at once, each for less than the second between two readings.</summary>
internal sealed class ControlGates(SiteTopology topology) : ILiveGates
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(900);

    private readonly ProcessNode[] _gates = [.. topology.Processes.Where(process => process is { Role: ProcessNode.GateRole, Admin: not null })];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { Timeout = _patience };

    public async Task<IReadOnlyList<GateReading>> ReadAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(_gates.Select(gate => ReadAsync(gate, cancellationToken))).ConfigureAwait(false);

    private async Task<GateReading> ReadAsync(ProcessNode gate, CancellationToken ct)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(await _http.GetByteArrayAsync($"http://{gate.Admin}/live", ct).ConfigureAwait(false));
            return Of(gate.Name, document.RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidDataException or FormatException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new GateReading(gate.Name) { Silent = e.Message };
        }
    }

    internal static GateReading Of(string gate, JsonElement live) => new(gate)
    {
        StartedUnixMs = live.GetProperty("startedUnixMs").GetInt64(),
        Sessions = live.GetProperty("sessions").GetInt64(),
        Businesses = [.. live.GetProperty("businesses").EnumerateArray().Select(business => new BusinessCount(
            business.GetProperty("business").GetString()!,
            business.GetProperty("errors").GetInt64(),
            LatencyHistogram.Read(business.GetProperty("histogram").GetBytesFromBase64())))],
    };
}
