using System.Net;
using System.Text.RegularExpressions;

namespace Seawall.Mall.Tests;

/// <summary>A browser without scripts or pictures: keeps cookies, follows redirects, sends a page's form with its hidden fields.</summary>
public sealed partial class FormBrowser : IDisposable
{
    private readonly HttpClient _http;

    public FormBrowser(Uri site) => _http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = site };

    public async Task<Page> GetAsync(string path) => await ReadAsync(await _http.GetAsync(path));

    /// <summary>Sends the page's form with this action; the given fields replace or join its own.</summary>
    public async Task<Page> SubmitAsync(Page page, string action, params (string Name, string Value)[] fields)
    {
        var form = Regex.Match(page.Body, $"<form[^>]*action=\"{Regex.Escape(action)}\".*?</form>", RegexOptions.Singleline);
        Assert.True(form.Success, $"{page.Path} ({page.Status}) has no form {action}: {page.Body}");
        var values = new Dictionary<string, string>();
        foreach (Match input in Input().Matches(form.Value))
        {
            // What is not ticked is not sent.
            if (Attribute(input.Value, "type") is "checkbox" or "radio" && !input.Value.Contains(" checked", StringComparison.Ordinal))
                continue;
            var name = Attribute(input.Value, "name");
            if (name is not null)
                values[name] = Attribute(input.Value, "value") ?? "";
        }
        foreach (var (name, value) in fields)
            values[name] = value;
        return await ReadAsync(await _http.PostAsync(action, new FormUrlEncodedContent(values)));
    }

    public void Dispose() => _http.Dispose();

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $" {name}=\"([^\"]*)\"") is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    private static async Task<Page> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode, response.RequestMessage!.RequestUri!.PathAndQuery, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()))
    {
        Degraded = response.Headers.TryGetValues("X-Degraded", out var notes) ? [.. notes.SelectMany(note => note.Split(", "))] : [],
    };

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Input();

    public sealed record Page(HttpStatusCode Status, string Path, string Body)
    {
        /// <summary>The features that were off for it, each with grade and plan: <c>reviews.list;G2;-</c>.</summary>
        public IReadOnlyList<string> Degraded { get; init; } = [];
    }
}
