using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Seawall.Client.Calls;

namespace Seawall.Client.Features;

/// <summary>The last good answers of this process by path and query, whoever asked: the least used go first when they take too much room.</summary>
/// <remarks>An answer to one person is never kept: only to a GET without cookies and credentials, or where the feature says that all get the same.</remarks>
internal sealed class LastGoodAnswers(TimeProvider time)
{
    /// <summary>All kept answers together, in bytes.</summary>
    public const long Room = 16 * 1024 * 1024;

    private const int Overhead = 512;
    private const int LongestKey = 2048;

    private readonly Lock _turn = new();
    private readonly Dictionary<string, LinkedListNode<Kept>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Kept> _byUse = [];
    private long _bytes;

    public long Bytes
    {
        get
        {
            lock (_turn)
                return _bytes;
        }
    }

    /// <summary>Keeps an answer if it may be kept.</summary>
    public void Keep(HttpContext http, Feature feature, byte[] content)
    {
        if (!IsForAll(http, feature) || Key(http, feature) is not { Length: <= LongestKey } key)
            return;
        var kept = new Kept(key, content, http.Response.ContentType, time.GetUtcNow());
        lock (_turn)
        {
            Remove(key);
            _byKey[key] = _byUse.AddLast(kept);
            _bytes += kept.Size;
            while (_bytes > Room)
                Remove(_byUse.First!.Value.Key);
        }
    }

    /// <summary>The kept answer of the same path and query; null when there is none, or none that is fresh enough.</summary>
    public IResult? Find(HttpContext http, Feature feature)
    {
        if (!HttpMethods.IsGet(http.Request.Method))
            return null;
        lock (_turn)
        {
            if (!_byKey.TryGetValue(Key(http, feature), out var node))
                return null;
            var age = time.GetUtcNow() - node.Value.At;
            if (age > feature.Fallback.MaxStaleness)
            {
                Remove(node.Value.Key);
                return null;
            }
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return new Answer(node.Value, age);
        }
    }

    private static string Key(HttpContext http, Feature feature) => $"{feature.Key} {http.Request.PathBase}{http.Request.Path}{http.Request.QueryString}";

    private static bool IsForAll(HttpContext http, Feature feature)
    {
        var (asked, answered) = (http.Request.Headers, http.Response.Headers);
        return HttpMethods.IsGet(http.Request.Method)
            && http.Response.StatusCode == StatusCodes.Status200OK
            && CallContext.Current.Mark is null
            && answered.SetCookie.Count == 0
            && answered.ContentEncoding.Count == 0
            && (feature.Fallback.Shared || (asked.Cookie.Count == 0 && asked.Authorization.Count == 0 && !IsPrivate(answered.CacheControl.ToString())));
    }

    private static bool IsPrivate(string cacheControl) =>
        CacheControlHeaderValue.TryParse(cacheControl, out var said) && (said.Private || said.NoStore);

    private void Remove(string key)
    {
        if (!_byKey.Remove(key, out var node))
            return;
        _byUse.Remove(node);
        _bytes -= node.Value.Size;
    }

    private sealed record Kept(string Key, byte[] Content, string? ContentType, DateTimeOffset At)
    {
        public long Size => Content.Length + (2 * Key.Length) + Overhead;
    }

    private sealed class Answer(Kept kept, TimeSpan age) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = kept.ContentType;
            httpContext.Response.ContentLength = kept.Content.Length;
            httpContext.Response.Headers.Age = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return httpContext.Response.Body.WriteAsync(kept.Content, httpContext.RequestAborted).AsTask();
        }
    }
}
