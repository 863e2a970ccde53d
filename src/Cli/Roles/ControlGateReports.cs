using System.Text.Json;
using Seawall.Control.Gates;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>What the topology's gates tell at <c>/rules</c>, <c>/limits</c> and <c>/pins</c>, all asked at once, each for less than the seconds between two looks.</summary>
internal sealed class ControlGateReports(SiteTopology topology) : IGateReports
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly ProcessNode[] _gates = [.. topology.Processes.Where(process => process is { Role: ProcessNode.GateRole, Admin: not null })];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { Timeout = _patience };

    public async Task<IReadOnlyList<GateReport>> ReadAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(_gates.Select(gate => ReadAsync(gate, cancellationToken))).ConfigureAwait(false);

    private async Task<GateReport> ReadAsync(ProcessNode gate, CancellationToken ct)
    {
        try
        {
            JsonElement[] answers = await Task.WhenAll(AskAsync(gate, "rules", ct), AskAsync(gate, "limits", ct), AskAsync(gate, "pins", ct)).ConfigureAwait(false);
            return Of(gate.Name, answers[0], answers[1], answers[2]);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new GateReport(gate.Name) { Silent = e.Message };
        }
    }

    private async Task<JsonElement> AskAsync(ProcessNode gate, string what, CancellationToken ct)
    {
        using JsonDocument document = JsonDocument.Parse(await _http.GetByteArrayAsync($"http://{gate.Admin}/{what}", ct).ConfigureAwait(false));
        return document.RootElement.Clone();
    }

    internal static GateReport Of(string gate, JsonElement rules, JsonElement limits, JsonElement pins) => new(gate)
    {
        Revision = Number(rules, "revision"),
        Rules = [.. Each(rules, "rules").Select(RuleOf)],
        Servers = [.. Each(limits, "servers").Select(server => new ServerQueue(
            Text(server, "server"), Number(server, "limit"), Number(server, "inFlight"), Number(server, "waiting"),
            Number(server, "queueP50Micros"), Number(server, "queueP99Micros"), Number(server, "baselineMicros")))],
        Businesses = [.. Each(limits, "businesses").Select(business => new BusinessQueue(
            Text(business, "business"), Text(business, "grade"), Number(business, "inFlight"), Number(business, "waiting"), Number(business, "shed"), Number(business, "memoryBytes")))],
        HotRows = [.. Each(limits, "hotRows").Select(row => new HotRow(Text(row, "fingerprint"), Text(row, "key"), Number(row, "waiting")))],
        Pins = [.. (pins.ValueKind == JsonValueKind.Array ? pins.EnumerateArray() : Each(pins, "pins")).Select(pin => new SessionPin(
            Text(pin, "session"), Text(pin, "business"), Text(pin, "login"), Text(pin, "reason"), DateTimeOffset.FromUnixTimeMilliseconds(Number(pin, "sinceUnixMs"))))],
    };

    private static RuleUse RuleOf(JsonElement rule) => new(Text(rule, "name"), Text(rule, "mode"), (int)Number(rule, "order"), Text(rule, "kind"))
    {
        Matched = Number(rule, "matched"),
        Refused = Number(rule, "refused"),
        Queued = Number(rule, "queued"),
        TimedOut = Number(rule, "timedOut"),
        Cancelled = Number(rule, "cancelled"),
        Warned = Number(rule, "warned"),
        Last = Number(rule, "lastUnix") is > 0 and var last ? DateTimeOffset.FromUnixTimeSeconds(last) : null,
        Top = [.. Each(rule, "top").Select(hit => new RuleHit(Text(hit, "business"), Text(hit, "fingerprint"), Text(hit, "sql"), Number(hit, "calls")))],
    };

    private static JsonElement.ArrayEnumerator Each(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string Text(JsonElement of, string name) => of.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.ToString()
        : "";

    private static long Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? (long)value.GetDouble() : 0;
}
