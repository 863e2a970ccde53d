using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Seawall.Mall.Tests;

/// <summary>A storefront of bare links and forms that answers at once, writes down what it is asked, and tells when it was asked often enough.</summary>
internal sealed partial class FakeStorefront(int enough, params string[] missing) : HttpMessageHandler
{
    private readonly CancellationTokenSource _enough = new();
    private readonly List<string> _asked = [];

    public CancellationToken Enough => _enough.Token;

    public IReadOnlyList<string> Asked => _asked;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery;
        var body = request.Content is null ? "" : " " + await request.Content.ReadAsStringAsync(cancellationToken);
        _asked.Add($"{request.Method} {path}{body}");
        if (_asked.Count == enough)
            await _enough.CancelAsync();
        if (missing.Contains(path))
            return new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("") };
        return request.Method == HttpMethod.Post
            ? new HttpResponseMessage(HttpStatusCode.SeeOther) { Headers = { Location = new Uri(After(path, body), UriKind.Relative) }, Content = new StringContent("") }
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Body(path)) };
    }

    protected override void Dispose(bool disposing)
    {
        _enough.Dispose();
        base.Dispose(disposing);
    }

    private static string After(string path, string body) => path switch
    {
        "/cart/add" => body.Contains("then=checkout", StringComparison.Ordinal) ? "/checkout" : "/cart",
        "/orders" => "/orders/7",
        _ when Action().Match(path) is { Success: true } match => match.Groups[1].Value,
        _ => "/",
    };

    private static string Body(string path) => Kind(path) switch
    {
        "" => Items() + Link("/c/tea") + Link("/c/phones"),
        "c" or "search" => Items() + $"<a rel=\"next\" href=\"{path.Split('?')[0]}?after=9\">next</a>" + Link("/c/tea"),
        "items" when path.Contains("/reviews", StringComparison.Ordinal) => Link(path.Split('?')[0] + "?stars=Good&amp;after=3") + Items(),
        "items" => " data-available=\"9\"" + Form("/cart/add", "item") + Link(path + "/reviews") + Link("/shops/4") + Items(),
        "activities" => Link("/activities/tea-week") + Items(),
        "coupons" => Form("/coupons/1/claim", "key") + Form("/coupons/2/claim", "key"),
        "group" => Link("/group/list?category=tea") + Link("/group/3") + Link("/group/5") + Form(path + "/join", "key"),
        "shops" => Link("/shops?after=8") + Link("/shops/4") + Link("/shops/4/items") + Form(path + "/follow", "follow") + Items(),
        "channels" => Link("/channels/beauty") + Items(),
        "sign-in" => Form("/sign-in", "email"),
        "cart" => Form("/cart/set", "item"),
        "checkout" => Form("/orders", "key"),
        "orders" when path.EndsWith("/reviews/1", StringComparison.Ordinal) => Form(path, "stars"),
        "orders" => " data-total-cents=\"900\" data-line=\"1:1\"" + Form("/orders/7/pay", "token") + Form("/orders/7/cancel", "token") + Link("/orders/7/reviews/1"),
        _ => throw new InvalidOperationException($"No page linked to {path}."),
    };

    private static string Kind(string path) => path.Split('/', '?')[1];

    private static string Items() => string.Concat(Enumerable.Range(1, 12).Select(item => Link(string.Create(CultureInfo.InvariantCulture, $"/items/{item}"))));

    private static string Link(string to) => $"<a class=\"x\" href=\"{to}\">x</a>";

    private static string Form(string action, string field) =>
        $"<form method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"{field}\" value=\"6f9619ff-8b86-4011-b42d-00cf4fc964ff\"></form>";

    [GeneratedRegex("^(.+)/(claim|join|follow|pay|cancel)$")]
    private static partial Regex Action();
}
