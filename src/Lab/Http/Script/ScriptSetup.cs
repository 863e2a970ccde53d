using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seawall.Lab.Http.Script;

/// <summary>Makes a script's requests before the load and takes values from the answers.</summary>
internal static class ScriptSetup
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(
        LoadScript script, ScriptAddresses addresses, IDictionary<string, ParameterValues> parameters, IReadOnlyList<KeyValuePair<string, string>> headers, Random random, CancellationToken ct)
    {
        if (script.Setup.Count == 0)
        {
            return;
        }

        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = _patience };
        foreach (SetupStep step in script.Setup)
        {
            var template = new Template(parameters.AsReadOnly(), random);
            for (int i = 0; i < step.Times; i++)
            {
                template.NewRequest();
                await MakeAsync(http, script, step, addresses, template, parameters, headers, ct).ConfigureAwait(false);
            }
        }
    }

    private static async Task MakeAsync(
        HttpClient http, LoadScript script, SetupStep step, ScriptAddresses addresses, Template template, IDictionary<string, ParameterValues> parameters,
        IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken ct)
    {
        var url = new Uri(addresses.Of(step.At ?? script.At!), template.Escaped(step.Path).Replace(RequestSetBuilder.Unique, Guid.CreateVersion7().ToString(), StringComparison.Ordinal));
        using var request = new HttpRequestMessage(new HttpMethod(step.Method), url);
        RenderedBody body = RenderedBody.Of(step.Body, script.Headers.Concat(step.Headers), template);
        if (body.Text.Length > 0)
        {
            request.Content = new StringContent(body.Text.Replace(RequestSetBuilder.Unique, Guid.CreateVersion7().ToString(), StringComparison.Ordinal), Encoding.UTF8);
            request.Content.Headers.Remove("Content-Type");
        }

        foreach ((string name, string value) in script.Headers.Concat(headers).Concat(step.Headers).Concat(body.Headers))
        {
            string text = template.Plain(value);
            if (!request.Headers.TryAddWithoutValidation(name, text))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, text);
            }
        }

        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, ct).ConfigureAwait(false);
            string text = await response.Content.ReadAsStringAsync(ct).ConfigureAwait(false);
            if ((int)response.StatusCode >= 400)
            {
                throw new HttpLoadRefusedException($"setup '{step.Name}': {step.Method} {url} answered {(int)response.StatusCode}");
            }

            foreach ((string name, CaptureRule rule) in step.Capture)
            {
                Keep(step, name, Captured(rule, response, text), parameters);
            }
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            throw new HttpLoadRefusedException($"setup '{step.Name}': {step.Method} {url}: {e.Message}");
        }
    }

    private static void Keep(SetupStep step, string name, IReadOnlyList<JsonElement> values, IDictionary<string, ParameterValues> parameters)
    {
        if (values.Count == 0)
        {
            throw new HttpLoadRefusedException($"setup '{step.Name}': the answer holds nothing for '{name}'");
        }

        if (!parameters.TryGetValue(name, out ParameterValues? known))
        {
            parameters[name] = known = new ParameterValues();
        }

        foreach (JsonElement value in values)
        {
            known.Add(value);
        }
    }

    private static IReadOnlyList<JsonElement> Captured(CaptureRule rule, HttpResponseMessage response, string text)
    {
        if (rule.Json is { } path)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(text);
                return [.. JsonPath.Find(document.RootElement, path).Select(value => value.Clone())];
            }
            catch (JsonException)
            {
                return [];
            }
        }

        if (rule.Regex is { } pattern)
        {
            return [.. Regex.Matches(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)).Select(match => Text(WebUtility.HtmlDecode(match.Groups[match.Groups.Count > 1 ? 1 : 0].Value)))];
        }

        if (rule.Header is { } header)
        {
            return response.Headers.TryGetValues(header, out IEnumerable<string>? values) || response.Content.Headers.TryGetValues(header, out values) ? [.. values.Select(Text)] : [];
        }

        string begin = rule.Cookie + "=";
        return response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies)
            ? [.. cookies.Where(cookie => cookie.StartsWith(begin, StringComparison.Ordinal)).Select(cookie => Text(cookie[begin.Length..].Split(';')[0]))]
            : [];
    }

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);
}
