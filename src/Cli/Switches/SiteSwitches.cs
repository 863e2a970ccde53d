using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The switches of a running site: as its config center has them, and as each process that hosts a business follows them.</summary>
internal sealed class SiteSwitches(HttpClient control, SiteTopology topology, Secrets secrets) : IDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly HttpClient _processes = new() { Timeout = TimeSpan.FromSeconds(5) };

    public async Task<SwitchFindings> LookAsync(CancellationToken ct)
    {
        var (revision, flags) = await FlagsAsync(ct).ConfigureAwait(false);
        return SwitchFindings.Of(revision, flags.ToDictionary(flag => flag.Key, flag => GradeOf(flag.Value)), await ViewsAsync(ct).ConfigureAwait(false));
    }

    /// <summary>The newest revision and each switch's JSON.</summary>
    public async Task<(long Revision, IReadOnlyDictionary<string, string> Flags)> FlagsAsync(CancellationToken ct)
    {
        const string Prefix = "switch/";
        var answer = await ApiOptions.GetAsync(control, "/api/config/entries?prefix=" + Prefix, ct).ConfigureAwait(false);
        return (
            answer.GetProperty("revision").GetInt64(),
            answer.GetProperty("entries").EnumerateArray().ToDictionary(entry => entry.GetProperty("key").GetString()![Prefix.Length..], entry => entry.GetProperty("value").GetString()!));
    }

    /// <summary>What each process tells; null for one that does not answer.</summary>
    public async Task<IReadOnlyDictionary<string, SwitchesView?>> ViewsAsync(CancellationToken ct)
    {
        var hosts = topology.Processes.Where(process => process.Businesses.Count > 0).ToList();
        var views = await Task.WhenAll(hosts.Select(process => ViewAsync(process, ct))).ConfigureAwait(false);
        return hosts.Zip(views).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }

    /// <summary>The mall's switches that may be turned without a second person.</summary>
    public static IReadOnlyList<string> NonCore { get; } = [.. MallFeatures.All.Where(feature => feature.Grade != Grade.G0).Select(feature => feature.Key)];

    public void Dispose() => _processes.Dispose();

    private async Task<SwitchesView?> ViewAsync(ProcessNode process, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{process.Listen}/switches");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ConfigCenter.Token(secrets));
        try
        {
            using var answer = await _processes.SendAsync(request, ct).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<SwitchesView>(Web, ct).ConfigureAwait(false) : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string? GradeOf(string flag)
    {
        using var json = JsonDocument.Parse(flag);
        return json.RootElement.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("grade", out var grade) ? grade.GetString() : null;
    }
}
