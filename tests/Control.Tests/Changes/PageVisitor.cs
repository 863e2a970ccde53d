using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Seawall.Control.Operators;

namespace Seawall.Control.Tests.Changes;

/// <summary>A person at the console without scripts: reads pages and sends their forms with what stands in them.</summary>
internal sealed class PageVisitor : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly HttpClient _http;

    private PageVisitor(Uri console)
    {
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = console, Timeout = Limit };
        _http.DefaultRequestHeaders.Add("Accept", "text/html");
        _http.DefaultRequestHeaders.Add("Accept-Language", "en");
    }

    public HttpStatusCode Status { get; private set; }

    public string Path { get; private set; } = "";

    public IHtmlDocument Page { get; private set; } = null!;

    public string Text => Page.Body!.TextContent;

    public static async Task<PageVisitor> SignedInAsync(ConsoleHost host, string name = "tests", OperatorLevel level = OperatorLevel.Approver)
    {
        var visitor = new PageVisitor(host.Address);
        await visitor.GoAsync(host.LinkOf(name, level));
        await visitor.SendAsync("form[action='/sign-in']");
        Assert.Equal("/", visitor.Path);
        return visitor;
    }

    public async Task GoAsync(string path) => await ReadAsync(await _http.GetAsync(path));

    /// <summary>Sends a form with its fields; what is given replaces fields of that name, or joins them.</summary>
    public async Task SendAsync(string form, params (string Name, string Value)[] given)
    {
        var found = Page.QuerySelector<IHtmlFormElement>(form) ?? throw new InvalidOperationException($"{Path} ({Status}) has no {form}: {Text}");
        var fields = found.QuerySelectorAll<IHtmlElement>("input, textarea").Where(IsSent)
            .Select(input => (Name: input.GetAttribute("name")!, Value: input is IHtmlTextAreaElement area ? area.Value : input.GetAttribute("value") ?? "on"))
            .Where(field => !given.Any(one => one.Name == field.Name)).Concat(given)
            .Select(field => KeyValuePair.Create(field.Name, field.Value)).ToList();
        var action = found.GetAttribute("action")!.Split('#')[0];
        await ReadAsync(found.GetAttribute("method") == "post"
            ? await _http.PostAsync(action, new FormUrlEncodedContent(fields))
            : await _http.GetAsync(action + "?" + string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"))));
    }

    public void Dispose() => _http.Dispose();

    private static bool IsSent(IElement input) =>
        input.HasAttribute("name") && (input.GetAttribute("type") is not ("checkbox" or "radio") || input.HasAttribute("checked"));

    private async Task ReadAsync(HttpResponseMessage answer)
    {
        (Status, Path) = (answer.StatusCode, answer.RequestMessage!.RequestUri!.PathAndQuery);
        Page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
    }
}
