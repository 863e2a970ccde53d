using System.Net;
using System.Text.Json;

namespace Seawall.System.Tests;

/// <summary>A webhook on a port of its own that keeps what it is told, in order.</summary>
internal sealed class WebhookListener : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _loop;
    private readonly Lock _turn = new();
    private readonly List<Told> _told = [];

    public WebhookListener()
    {
        (_listener, Url) = Enumerable.Range(26_500, 400).Select(Open).First(opened => opened.Listener.IsListening);
        _loop = ServeAsync();
    }

    public string Url { get; }

    /// <summary>What was told of a key so far, in order.</summary>
    public IReadOnlyList<Told> Of(string key)
    {
        lock (_turn)
            return [.. _told.Where(told => told.Key == key)];
    }

    public override string ToString()
    {
        lock (_turn)
            return string.Join("; ", _told);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private static (HttpListener Listener, string Url) Open(int port)
    {
        var url = $"http://127.0.0.1:{port}/";
        var listener = new HttpListener { Prefixes = { url } };
        try
        {
            listener.Start();
            return (listener, url);
        }
        catch (HttpListenerException)
        {
            // Somebody else has the port. A listener that could not start is closed by itself.
            return (new HttpListener(), url);
        }
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var json = await JsonDocument.ParseAsync(context.Request.InputStream);
            var kind = json.RootElement.GetProperty("kind").GetString()!;
            lock (_turn)
            {
                foreach (var alert in json.RootElement.GetProperty("alerts").EnumerateArray())
                    _told.Add(new Told(kind, alert.GetProperty("key").GetString()!, context.Request.Headers["Idempotency-Key"]!, alert.GetProperty("detail").GetString()!));
            }
            context.Response.Close();
        }
    }
}

/// <summary>One alert within a message that arrived.</summary>
internal sealed record Told(string Kind, string Key, string Id, string Detail)
{
    public override string ToString() => $"{Kind} {Key}";
}
