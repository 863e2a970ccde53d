using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Calls;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Testing;

namespace Seawall.Client.Tests;

/// <summary>An edge and a service behind it on real Kestrel and PostgreSQL, with one address for each way that a call goes on.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    public const string Secret = "the site's secret";
    private const string OwnText = "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()";

    private readonly WebApplication _inner;
    private readonly WebApplication _edge;

    private TestSite(WebApplication inner, WebApplication edge) => (_inner, _edge) = (inner, edge);

    public Uri Edge => AddressOf(_edge);

    public Uri Inner => AddressOf(_inner);

    public static async Task<TestSite> StartAsync()
    {
        var inner = await HostAsync("inner", edge: false, new Uri("http://127.0.0.1:1"));
        return new TestSite(inner, await HostAsync("edge", edge: true, AddressOf(inner)));
    }

    public async ValueTask DisposeAsync()
    {
        await _edge.DisposeAsync();
        await _inner.DisposeAsync();
    }

    /// <summary>How a context looks in an answer.</summary>
    public static string Said => $"{CallContext.Current.Role}/{CallContext.Current.Caller}/{CallContext.Current.Mark}";

    private static async Task<WebApplication> HostAsync(string name, bool edge, Uri inner)
    {
        var server = await PrivatePostgres.SharedAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = name, Edge = edge, MarkSecret = Secret });
        builder.Services.AddSeawallClient(inner, http => http);
        builder.Services.AddHttpClient("plain", http => http.BaseAddress = inner);
        builder.Services.AddSeawallDatabase("books", new SeawallDataOptions
        {
            Application = "books",
            Port = server.Port,
            Database = server.Instance.Name,
            Username = server.User,
            Password = server.Password,
            PoolSize = 4,
        });
        builder.Services.AddSingleton(services => new BackgroundQueue<TaskCompletionSource<string>>(
            "tests",
            16,
            async (item, ct) => item.SetResult($"{Said} {await services.GetRequiredService<HttpClient>().GetStringAsync("/who", ct)}"),
            services.GetRequiredService<ILogger<BackgroundQueue<TaskCompletionSource<string>>>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<BackgroundQueue<TaskCompletionSource<string>>>());
        builder.Services.AddSingleton(Channel.CreateUnbounded<(byte[] Message, TaskCompletionSource<string> Answer)>());
        builder.Services.AddHostedService<Reader>();
        var app = builder.Build();
        app.UseRouting();
        app.UseSeawall();
        Map(app);
        await app.StartAsync();
        return app;
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/who", (Microsoft.AspNetCore.Http.HttpContext http) => $"{Said} [{http.Request.Headers["baggage"]}]");
        app.MapGet("/http", (HttpClient http, CancellationToken ct) => http.GetStringAsync("/who", ct));
        app.MapGet("/factory", (IHttpClientFactory factory, CancellationToken ct) => factory.CreateClient("plain").GetStringAsync("/who", ct));
        app.MapGet("/raw", async (HttpClient known, CancellationToken ct) =>
        {
            using var http = new HttpClient();
            return await http.GetStringAsync(new Uri(known.BaseAddress!, "/who"), ct);
        });
        app.MapGet("/background", async (BackgroundQueue<TaskCompletionSource<string>> queue) =>
        {
            var answer = new TaskCompletionSource<string>();
            queue.TryEnqueue(answer);
            return await answer.Task;
        });
        app.MapGet("/queue", async (Channel<(byte[], TaskCompletionSource<string>)> queue) =>
        {
            var answer = new TaskCompletionSource<string>();
            queue.Writer.TryWrite((CallEnvelope.Wrap("x"u8, "edge"), answer));
            return await answer.Task;
        });
        app.MapGet("/sql", ([FromKeyedServices("books")] SeawallDataSource books, CancellationToken ct) => OwnTextAsync(books, ct));
        app.MapGet("/far/sql", (HttpClient http, CancellationToken ct) => http.GetStringAsync("/sql", ct));
        app.MapGet("/name", ([FromKeyedServices("books")] SeawallDataSource books, CancellationToken ct) =>
            books.FindAsync("SELECT current_setting('application_name')", row => row.GetString(0), ct));
        app.MapPost("/write", ([FromKeyedServices("books")] SeawallDataSource books, CancellationToken ct) =>
            books.ExecuteAsync("INSERT INTO rehearsed (who) VALUES ($1)", ct, Said));
        app.MapPost("/far/write", async (HttpClient http, CancellationToken ct) => (await http.PostAsync("/write", null, ct)).EnsureSuccessStatusCode());
    }

    private static Task<string?> OwnTextAsync(SeawallDataSource books, CancellationToken ct) => books.FindAsync(OwnText, row => row.GetString(0)[OwnText.Length..], ct);

    private static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>The far end of a message queue that carries bytes only.</summary>
    private sealed class Reader(Channel<(byte[] Message, TaskCompletionSource<string> Answer)> queue) : Microsoft.Extensions.Hosting.BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await foreach (var (message, answer) in queue.Reader.ReadAllAsync(stoppingToken))
            {
                if (!CallEnvelope.TryOpen(message, out var context, out _))
                    throw new InvalidOperationException("not an envelope");
                using var scope = context.Enter();
                answer.SetResult(Said);
            }
        }
    }
}

/// <summary>What the process does about tracing while a test runs.</summary>
public enum Tracing
{
    /// <summary>Nothing: the framework creates no activity.</summary>
    None,

    /// <summary>Someone listens, so the framework propagates its own baggage.</summary>
    Listener,

    /// <summary>The same, and the caller sends <c>traceparent</c>.</summary>
    TraceParent,
}

/// <summary>Turns tracing on until disposed.</summary>
internal static class TracingSetup
{
    public static IDisposable? Start(Tracing tracing)
    {
        if (tracing == Tracing.None)
            return null;
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
