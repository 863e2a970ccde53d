using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The rules of a site's gates as the gates themselves tell them.</summary>
internal sealed class GateRuleCounts(SiteTopology topology) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly IReadOnlyList<Uri> _gates = GateAdmin.Addresses(topology);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>How often a rule did something, over all gates.</summary>
    public async Task<long> CountAsync(string rule, string what, CancellationToken ct)
    {
        var found = await RulesAsync(rule, ct).ConfigureAwait(false);
        return found.Sum(found => found is { } json && json.TryGetProperty(what, out var count) ? count.GetInt64() : 0);
    }

    /// <summary>Waits until every gate has a rule in a mode; null for not at all.</summary>
    public async Task UntilAsync(string rule, string? mode, TimeProvider time, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (!(await RulesAsync(rule, ct).ConfigureAwait(false)).All(found => found?.GetProperty("mode").GetString() == mode))
        {
            if (time.GetElapsedTime(began) > Longest)
                throw new CommandException($"waited {Longest.TotalSeconds:0} s in vain until every gate has rule {rule} {(mode is null ? "no more" : $"in mode {mode}")}; see `seawall config instances`");
            await Task.Delay(Pace, time, ct).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement?[]> RulesAsync(string rule, CancellationToken ct)
    {
        if (_gates.Count == 0)
            throw new CommandException($"{topology.Path} has no gate with an admin address");
        return await Task.WhenAll(_gates.Select(gate => RuleAsync(gate, rule, ct))).ConfigureAwait(false);
    }

    private async Task<JsonElement?> RuleAsync(Uri gate, string rule, CancellationToken ct)
    {
        try
        {
            using var document = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri(gate, "/rules"), ct).ConfigureAwait(false));
            foreach (var found in document.RootElement.GetProperty("rules").EnumerateArray())
            {
                if (found.GetProperty("name").GetString() == rule)
                    return found.Clone();
            }
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new CommandException($"the gate at {gate} does not tell its rules: {e.Message}");
        }
    }
}
