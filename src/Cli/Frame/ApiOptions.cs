using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary>What commands that ask the control center have in common: the site, for whom they speak, and how the answer is printed.</summary>
internal sealed class ApiOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON" };
    private readonly Option<FileInfo> _topology = Place.TopologyOption();
    private readonly OperatorOptions _person = new();

    public void AddTo(Command command)
    {
        command.Add(_json);
        command.Add(_topology);
        _person.AddTo(command);
    }

    public HttpClient Open(ParseResult parsed) =>
        ControlApi.Open(Place.Current, Place.Current.Topology(parsed.GetValue(_topology)?.FullName), _person.Read(parsed));

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The answer to a question, printed as JSON when that is asked for; else by <paramref name="print"/>.</summary>
    public async Task<JsonElement> ShowAsync(ParseResult parsed, string path, Action<JsonElement> print, CancellationToken ct)
    {
        using HttpClient http = Open(parsed);
        JsonElement answer = await GetAsync(http, path, ct).ConfigureAwait(false);
        Print(parsed, answer, print);
        return answer;
    }

    public void Print(ParseResult parsed, JsonElement answer, Action<JsonElement> print)
    {
        if (IsJson(parsed))
        {
            Console.WriteLine(JsonSerializer.Serialize(answer, ControlApi.Json));
        }
        else
        {
            print(answer);
        }
    }

    public static async Task<JsonElement> GetAsync(HttpClient http, string path, CancellationToken ct)
    {
        using HttpResponseMessage answer = await http.GetAsync(path, ct).ExpectOkAsync(ct).ConfigureAwait(false);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(ct).ConfigureAwait(false);
    }

    public static async Task<JsonElement> PostAsync(HttpClient http, string path, JsonObject body, CancellationToken ct)
    {
        using HttpResponseMessage answer = await http.PostAsJsonAsync(path, body, ct).ExpectOkAsync(ct).ConfigureAwait(false);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(ct).ConfigureAwait(false);
    }
}
