using System.Net;
using System.Text.RegularExpressions;

namespace Seawall.Cli;

/// <summary>A buyer who looks at pages, signed in or not.</summary>
internal sealed partial class ProbeBrowser(Uri storefront) : IDisposable
{
    private readonly HttpClient _stranger = Create(storefront, cookies: false);
    private readonly HttpClient _buyer = Create(storefront, cookies: true);

    /// <summary>Signs the seeded buyer in and puts an item into the cart, so that the cart has something to ask others for.</summary>
    public async Task SignInAsync(CancellationToken ct)
    {
        await SubmitAsync("/sign-in", "/sign-in", new() { ["email"] = "buyer190@seawall.test", ["password"] = "seawall-demo" }, ct).ConfigureAwait(false);
        await SubmitAsync("/items/1", "/cart/add", new() { ["item"] = "1", ["quantity"] = "1" }, ct).ConfigureAwait(false);
    }

    /// <summary>The path of a probe; of a link, the first that its page shows.</summary>
    public async Task<string> PathOfAsync(FeatureProbe probe, CancellationToken ct)
    {
        if (probe.Link is not { } link)
        {
            return probe.Path;
        }
        string page = await _stranger.GetStringAsync(new Uri(probe.Path, UriKind.Relative), ct).ConfigureAwait(false);
        return Regex.Match(page, $"href=\"({Regex.Escape(link)}[0-9]+)\"", RegexOptions.NonBacktracking) is { Success: true } match ? match.Groups[1].Value
            : throw new CommandException($"{probe.Path} links to nothing that begins with {link}");
    }

    /// <summary>Status (0 for no answer) and what the answer goes without; looked at until two answers in a row say the same, at most five times.</summary>
    public async Task<(int Status, IReadOnlyList<string> Degraded)> LookAsync(string path, bool signedIn, CancellationToken ct)
    {
        (int Status, IReadOnlyList<string> Degraded) last = await OnceAsync(path, signedIn, ct).ConfigureAwait(false);
        for (int look = 0; look < 4; look++)
        {
            (int Status, IReadOnlyList<string> Degraded) next = await OnceAsync(path, signedIn, ct).ConfigureAwait(false);
            if (next.Status == last.Status && next.Degraded.ToHashSet().SetEquals(last.Degraded))
            {
                return next;
            }
            last = next;
        }
        return last;
    }

    public void Dispose()
    {
        _stranger.Dispose();
        _buyer.Dispose();
    }

    private async Task SubmitAsync(string page, string action, Dictionary<string, string> fields, CancellationToken ct)
    {
        string form = await _buyer.GetStringAsync(new Uri(page, UriKind.Relative), ct).ConfigureAwait(false);
        foreach (Match field in Hidden().Matches(form))
        {
            fields.TryAdd(field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value));
        }
        using var body = new FormUrlEncodedContent(fields);
        using HttpResponseMessage answer = await _buyer.PostAsync(new Uri(action, UriKind.Relative), body, ct).ConfigureAwait(false);
        if (answer.StatusCode is not (HttpStatusCode.SeeOther or HttpStatusCode.Found))
        {
            throw new CommandException($"the seeded buyer's form to {action} is answered with {(int)answer.StatusCode}; nothing was taken away");
        }
    }

    private async Task<(int Status, IReadOnlyList<string> Degraded)> OnceAsync(string path, bool signedIn, CancellationToken ct)
    {
        try
        {
            using HttpResponseMessage answer = await (signedIn ? _buyer : _stranger).GetAsync(new Uri(path, UriKind.Relative), ct).ConfigureAwait(false);
            return ((int)answer.StatusCode, answer.Headers.TryGetValues("x-degraded", out IEnumerable<string>? degraded) ? [.. degraded.SelectMany(header => header.Split(','))] : []);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (0, []);
        }
    }

    private static HttpClient Create(Uri storefront, bool cookies) =>
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = cookies }) { BaseAddress = storefront, Timeout = TimeSpan.FromSeconds(10) };

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*name=\"([^\"]+)\"[^>]*value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
