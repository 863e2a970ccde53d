using System.CommandLine;
using System.Net;
using Seawall.Client.Calls;
using Seawall.Lab.Http;
using Seawall.Lab.Http.Recorded;
using Seawall.Lab.Http.Script;
using Seawall.Mall.Web;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>What <c>seawall lab http</c> sends, and where it may send it.</summary>
internal sealed class HttpRequestOptions
{
    private readonly Argument<string?> _url = new("URL") { Description = "One interface; or give --script or --recorded", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _method = new("--method", "-X") { Description = "HTTP method; unset, GET, and POST with --data", HelpName = "METHOD" };
    private readonly Option<string[]> _header = new("--header", "-H") { Description = "A header, sent with every request", HelpName = "'NAME: VALUE'" };
    private readonly Option<string> _data = new("--data") { Description = "The body; @FILE reads it from a file", HelpName = "TEXT" };
    private readonly Option<FileInfo> _script = new("--script") { Description = "Interfaces, their shares and values, from this file", HelpName = "FILE" };
    private readonly Option<FileInfo[]> _recorded = new("--recorded") { Description = "Recorded requests in their spacing: HAR, access log, JSON lines; may be gzipped", HelpName = "FILE" };
    private readonly Option<string> _target = new("--target") { Description = "Send to this address instead of the script's or the recorded one", HelpName = "URL" };
    private readonly Option<double> _times = new("--times") { Description = "Recorded requests come this many times as fast", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _role = new("--role") { Description = "Requests name this source: app, web, h5, partner, batch", HelpName = "ROLE" };
    private readonly Option<string> _mark = new("--mark") { Description = "Requests are rehearsal load under this mark, signed with the secret of the site of this home", HelpName = "NAME" };
    private readonly Option<FileInfo> _topology = Place.TopologyOption();
    private readonly Option<bool> _yes = new("--yes") { Description = "Allow targets that are not on this machine" };

    public void AddTo(Command command)
    {
        _times.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() <= 0)
            {
                result.AddError("--times: must be above 0");
            }
        });
        command.Add(_url);
        foreach (Option option in (Option[])[_script, _recorded, _target, _times, _method, _header, _data, _role, _mark, _topology, _yes])
        {
            command.Add(option);
        }
    }

    public double Times(ParseResult parsed) => parsed.GetValue(_times);

    /// <summary>What the command line asks for, ready to be sent; anything wrong with it is a usage error, and nothing has left this machine.</summary>
    public async Task<RequestSource> SourceAsync(ParseResult parsed, int seed, CancellationToken ct)
    {
        string?[] given = [parsed.GetValue(_url), parsed.GetValue(_script)?.FullName, parsed.GetValue(_recorded) is [_, ..] ? "" : null];
        if (given.Count(one => one is not null) != 1)
        {
            throw new CommandException("name one of: a URL, --script FILE, --recorded FILE", ExitCode.Usage);
        }

        try
        {
            RequestSource source = given[0] is not null ? Url(parsed)
                : given[1] is not null ? await ScriptAsync(parsed, seed, ct).ConfigureAwait(false)
                : RecordedSource.Load([.. parsed.GetValue(_recorded)!.Select(file => file.FullName)], Target(parsed), Headers(parsed));
            Allow(parsed, source.Elsewhere());
            return source;
        }
        catch (Exception e) when (e is HttpLoadRefusedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(e.Message, ExitCode.Usage);
        }
    }

    private async Task<RequestSource> ScriptAsync(ParseResult parsed, int seed, CancellationToken ct)
    {
        Place place = Place.Current;
        string file = DeployFiles.Resolve(place, parsed.GetValue(_script)!.FullName);
        SiteTopology? topology = null;
        Uri AddressOf(string business) => AddressIn(topology ??= place.Topology(parsed.GetValue(_topology)?.FullName), business);
        bool MayReach(IReadOnlyList<Uri> reached)
        {
            Allow(parsed, [.. reached.Where(url => !IsHere(url)).Select(url => url.Authority)]);
            return true;
        }

        return await ScriptSource.PrepareAsync(file, AddressOf, Target(parsed), Headers(parsed), seed, MayReach, ct).ConfigureAwait(false);
    }

    /// <summary>Where the running site serves a business; what strangers reach serves pages only.</summary>
    private static Uri AddressIn(SiteTopology topology, string business)
    {
        ProcessNode process = topology.ProcessOf(business)
            ?? throw new CommandException($"{topology.Path} has no process that hosts '{business}'", ExitCode.Usage);
        if (business != MallWeb.Name && process.Businesses.Contains(MallWeb.Name))
        {
            throw new CommandException($"in {topology.Path} '{business}' lies in the process of the storefront, which serves pages only: its interfaces can be loaded where it has a process of its own, as in deploy/local.json", ExitCode.Usage);
        }

        return new Uri($"http://{process.Listen}");
    }

    private static bool IsHere(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private void Allow(ParseResult parsed, IReadOnlyList<string> elsewhere)
    {
        if (elsewhere.Count > 0 && !parsed.GetValue(_yes))
        {
            throw new CommandException($"{string.Join(", ", elsewhere)}: not on this machine; load tests stay on loopback unless --yes says that the target's owner agrees", ExitCode.Usage);
        }
    }

    private Uri? Target(ParseResult parsed) => parsed.GetValue(_target) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.AbsolutePath == "/" ? url
        : throw new CommandException($"--target: '{text}' is no address such as http://127.0.0.1:8080", ExitCode.Usage);

    private RequestSource Url(ParseResult parsed)
    {
        string text = parsed.GetValue(_url)!;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
        {
            throw new CommandException($"'{text}' is no address such as http://127.0.0.1:8080/", ExitCode.Usage);
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

        (string? role, string? mark) = (parsed.GetValue(_role), parsed.GetValue(_mark));
        if (role is not null || mark is not null)
        {
            CallContext context = new() { Role = role ?? "", Mark = mark };
            string baggage = Baggage.Write(context, "lab");
            if (Baggage.Read(baggage) is var read && (read.Role != context.Role || read.Mark != context.Mark))
            {
                throw new CommandException("--role and --mark: at most 32 of a-z, 0-9, '.', '_' and '-'", ExitCode.Usage);
            }

            headers.Add(new(Baggage.Header, baggage));
            if (mark is not null)
            {
                // An edge takes no word for it: unsigned, the load would count there.
                headers.Add(new(Mark.Header, MarkSecret.Sign(mark, Secrets.In(Place.Current.Home), TimeProvider.System)));
            }
            if (role is "app")
            {
                headers.Add(new(EdgeRules.SourceHeader, role));
            }
        }

        return headers;
    }
}
