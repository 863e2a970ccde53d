using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seawall.Client.Config.Push;

namespace Seawall.Control.Push;

/// <summary>
/// <c>GET /config/stream?service=&amp;instance=&amp;since=&amp;digest=&amp;seen=</c>: who asks, after which revision it resumes (or <c>Last-Event-ID</c>) with which digest,
/// and the newest revision that it ever applied, below which no answer is good for it.
/// </summary>
internal readonly record struct StreamRequest(string Service, string Instance, long Since, ulong Digest, long Seen)
{
    private const int LongestName = 128;

    public static StreamRequest? Read(HttpRequest request)
    {
        var query = request.Query;
        string? service = query["service"], instance = query["instance"];
        if (!IsName(service) || !IsName(instance))
            return null;
        var since = Number(query["since"]) ?? Number(request.Headers["Last-Event-ID"]) ?? 0;
        _ = ConfigWire.TryHex((string?)query["digest"] ?? "", out var digest);
        return new StreamRequest(service!, instance!, since, digest, Math.Max(since, Number(query["seen"]) ?? 0));
    }

    public static bool IsName(string? name) => name is { Length: > 0 and <= LongestName } && !name.Any(char.IsControl);

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
