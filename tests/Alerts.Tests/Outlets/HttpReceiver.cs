using System.Net;
using System.Text;

namespace Seawall.Alerts.Tests.Outlets;

/// <summary>A real HTTP server that keeps what it is sent and answers as told.</summary>
internal sealed class HttpReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _loop;

    public HttpReceiver()
    {
        (_listener, Url) = Enumerable.Range(26_100, 300).Select(Open).First(opened => opened.Listener.IsListening);
        _loop = ServeAsync();
    }

    public string Url { get; }

    public List<Received> Requests { get; } = [];

    public Action<HttpListenerResponse> Answer { get; set; } = _ => { };

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
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            var request = context.Request;
            Requests.Add(new Received(
                request.HttpMethod, request.RawUrl!, request.Headers.AllKeys.ToDictionary(name => name!, name => request.Headers[name]!, StringComparer.OrdinalIgnoreCase), body.ToArray()));
            Answer(context.Response);
            context.Response.Close();
        }
    }

    internal sealed record Received(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public string Text => Encoding.UTF8.GetString(Body);
    }
}
