using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seawall.Lab.Http;

/// <summary>What to send, rendered; and when, for what was recorded.</summary>
public sealed class RequestSource
{
    internal RequestSource(string name, RequestSet requests)
    {
        Name = name;
        Requests = requests;
    }

    public string Name { get; }

    /// <summary>When each request was sent, in microseconds from the first; null unless recorded.</summary>
    public IReadOnlyList<long>? Times { get; internal init; }

    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>The addresses, as the Host header names them.</summary>
    public IReadOnlyList<string> Targets => [.. Requests.Targets.Select(target => target.Host)];

    internal RequestSet Requests { get; }

    /// <summary>One request, again and again.</summary>
    public static RequestSource Of(Uri url, string method, IReadOnlyList<KeyValuePair<string, string>> headers, string? body)
    {
        var builder = new RequestSetBuilder();
        int target = builder.AddTarget(Resolve(url));
        int index = builder.AddInterface(new InterfacePlan(url.AbsolutePath, method, url.AbsolutePath, target, 1));
        builder.Add(index, url.PathAndQuery, headers, Encoding.UTF8.GetBytes(body ?? ""));
        return new RequestSource(url.ToString(), builder.Build(sequential: false, seed: 1));
    }

    /// <summary>The address behind a URL; throws <see cref="HttpLoadRefusedException"/> for https and for names without one.</summary>
    internal static HttpTarget Resolve(Uri url)
    {
        if (url.Scheme == Uri.UriSchemeHttps)
        {
            throw new HttpLoadRefusedException($"{url}: https is not supported yet; load the plain port behind the proxy that ends TLS");
        }

        if (url.Scheme != Uri.UriSchemeHttp)
        {
            throw new HttpLoadRefusedException($"{url}: only http:// addresses can be loaded");
        }

        try
        {
            IPAddress address = IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out IPAddress? literal) ? literal : Dns.GetHostAddresses(url.IdnHost)[0];
            return new HttpTarget(new IPEndPoint(address, url.Port), url.Authority);
        }
        catch (SocketException e)
        {
            throw new HttpLoadRefusedException($"{url.Host}: {e.Message}");
        }
    }

    /// <summary>The addresses that are not on this machine.</summary>
    public IReadOnlyList<string> Elsewhere() =>
        [.. Requests.Targets.Where(target => target.Address is not IPEndPoint { Address: var address } || !IPAddress.IsLoopback(address)).Select(target => target.Host)];
}
