using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>What the commands of alerts share: options, and the control center's answers.</summary>
internal sealed class AlertApi
{
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON" };
    private readonly Option<FileInfo> _topology = Place.TopologyOption();
    private readonly OperatorOptions _person = new();

    public static Option<string> WhyOption() => new("--why") { Description = "The reason, kept with it", HelpName = "TEXT", Required = true };

    public static Option<bool> DryRunOption() => new("--dry-run") { Description = "Say what would be done, and do nothing" };

    public void AddTo(Command command, bool changes = false)
    {
        command.Add(_json);
        command.Add(_topology);
        if (changes)
        {
            _person.AddTo(command);
        }
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public async Task<T> GetAsync<T>(ParseResult parsed, string path, CancellationToken ct)
    {
        using HttpClient http = Open(parsed);
        using HttpResponseMessage answer = await http.GetAsync("/api/alerts" + path, ct).ExpectOkAsync(ct).ConfigureAwait(false);
        return await answer.Content.ReadFromJsonAsync<T>(ControlApi.Json, ct).ConfigureAwait(false) ?? throw new CommandException("the control center's answer is empty");
    }

    /// <summary>Sends a change; its answer as JSON, null when it says nothing.</summary>
    public async Task<JsonElement?> PostAsync(ParseResult parsed, string path, object body, CancellationToken ct)
    {
        using HttpClient http = Open(parsed);
        using HttpResponseMessage answer = await http.PostAsJsonAsync("/api/alerts" + path, body, ct).ExpectOkAsync(ct).ConfigureAwait(false);
        string text = await answer.Content.ReadAsStringAsync(ct).ConfigureAwait(false);
        return text.Length == 0 ? null : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private HttpClient Open(ParseResult parsed)
    {
        Place place = Place.Current;
        SiteTopology topology = place.Topology(parsed.GetValue(_topology)?.FullName);
        return ControlApi.Open(place, topology, _person.Read(parsed));
    }
}
