using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Seawall.Browser.Tests.OpenFeature;

/// <summary>A site of another origin than the one that evaluates flags.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    public PageServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
    }

    /// <summary>What the page is told before its script runs.</summary>
    public string Config { get; set; } = "";

    public string Origin => _app.Urls.Single();

    public Task StartAsync(Action<WebApplication> map)
    {
        map(_app);
        return _app.StartAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
