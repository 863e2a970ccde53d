using System.CommandLine;
using Seawall.Lab.Http;

namespace Seawall.Cli;

/// <summary>What <c>seawall lab http</c> sends, and where it may send it.</summary>
internal sealed class HttpRequestOptions
{
    private readonly Argument<string?> _url = new("URL") { Description = "One interface; or give --script or --recorded", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _method = new("--method", "-X") { Description = "HTTP method; unset, GET, and POST with --data", HelpName = "METHOD" };
    private readonly Option<string[]> _header = new("--header", "-H") { Description = "A header, sent with every request", HelpName = "'NAME: VALUE'" };
    private readonly Option<string> _data = new("--data") { Description = "The body; @FILE reads it from a file", HelpName = "TEXT" };
    private readonly Option<bool> _yes = new("--yes") { Description = "Allow targets that are not on this machine" };

    public void AddTo(Command command)
    {
        command.Add(_url);
        foreach (Option option in (Option[])[_method, _header, _data, _yes])
        {
            command.Add(option);
        }
    }

    public double Times(ParseResult parsed) => 1;

    public async Task<RequestSource> SourceAsync(ParseResult parsed, int seed, CancellationToken ct)
    {
        try
        {
            RequestSource source = Url(parsed);
            if (source.Elsewhere() is [_, ..] elsewhere && !parsed.GetValue(_yes))
            {
                throw new CommandException($"{string.Join(", ", elsewhere)} is not on this machine; load tests stay on loopback unless --yes says that the owner of the target agrees", ExitCode.Usage);
            }

            return source;
        }
        catch (HttpLoadRefusedException e)
        {
            throw new CommandException(e.Message, ExitCode.Usage);
        }
    }

    private RequestSource Url(ParseResult parsed)
    {
        string? text = parsed.GetValue(_url);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
        {
            throw new CommandException(text is null ? "name a URL, --script FILE or --recorded FILE" : $"'{text}' is no address such as http://127.0.0.1:8080/", ExitCode.Usage);
        }

        string? data = parsed.GetValue(_data);
        return RequestSource.Of(url, parsed.GetValue(_method) ?? (data is null ? "GET" : "POST"), Headers(parsed), data is ['@', ..] ? File.ReadAllText(data[1..]) : data);
    }

    private List<KeyValuePair<string, string>> Headers(ParseResult parsed)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (string text in parsed.GetValue(_header) ?? [])
        {
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || text.AsSpan().ContainsAny('\r', '\n'))
            {
                throw new CommandException($"--header: '{text}' is no header such as 'Accept: text/html'", ExitCode.Usage);
            }

            headers.Add(new(text[..colon].Trim(), text[(colon + 1)..].Trim()));
        }

        return headers;
    }
}
