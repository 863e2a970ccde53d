using Seawall.Alerts.Entries;

namespace Seawall.Control.Plans.Checks;

/// <summary><c>{"kind":"http","service":"catalog","path":"/health","status":200}</c> or <c>{"kind":"http","url":"http://…"}</c>: a page that answers with this status within two seconds.</summary>
internal sealed record HttpCheck(string Service, string Path, Uri? Url, int Status, CheckTimes Times) : IPlanCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static IPlanCheck Read(Fields fields, CheckTimes times)
    {
        var (service, path, text) = (fields.Text("service", ""), fields.Text("path", "/health"), fields.Text("url", ""));
        if (service.Length == 0 == (text.Length == 0))
            fields.Fault("service", "exactly one of service (with path) and url is required");
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        if (text.Length > 0 && !isUrl)
            fields.Fault("url", "must be an address such as http://127.0.0.1:8080/health");
        if (!path.StartsWith('/'))
            fields.Fault("path", "must begin with /");
        return new HttpCheck(service, path, isUrl ? url : null, fields.Whole("status", 200, 100, 599), times);
    }

    public async Task<CheckLook> LookAsync(CheckSurroundings with, CancellationToken ct)
    {
        var address = Url ?? (with.Targets.All.FirstOrDefault(target => target.Process == Service)?.Address is { } process ? new Uri(process, Path) : null);
        if (address is null)
            return new CheckLook(false, $"there is no process '{Service}' on this site");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var answer = await with.Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            return new CheckLook((int)answer.StatusCode == Status, $"{address} answers {(int)answer.StatusCode}, wanted {Status}");
        }
        catch (HttpRequestException e)
        {
            return new CheckLook(false, $"{address}: {e.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new CheckLook(false, $"{address} did not answer within {Patience.TotalSeconds} s");
        }
    }
}
