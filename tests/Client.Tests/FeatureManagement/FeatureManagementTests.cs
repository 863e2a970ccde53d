using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.AspNetCore;
using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Client.Hosting;
using Seawall.Client.Options;
using Seawall.Client.Tests.Switches;

namespace Seawall.Client.Tests.FeatureManagement;

/// <summary>A service that joins by one line and asks Microsoft.FeatureManagement.</summary>
[Collection(TheBoard.Name)]
public sealed class FeatureManagementTests : IAsyncLifetime
{
    private const string OffForH5 = """{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on","targeting":{"if":[{"==":[{"var":"role"},"h5"]},"off","on"]}}""";

    private readonly LiveConfig _live = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["Seawall:Name"] = "tested";
        builder.Configuration["Seawall:Instance"] = "tested-1";
        builder.Services.AddSingleton(_live);
        builder.AddSeawall();
        builder.Services.AddSeawallOptions<Title>("web:title");
        _app = builder.Build();
        _app.UseSeawall();
        _app.MapGet("/gated", () => "works").WithFeatureGate("fm.recommend");
        _app.MapGet("/asked", async (IVariantFeatureManager features, CancellationToken ct) => await features.IsEnabledAsync("fm.recommend", ct));
        _app.MapGet("/variant", async (IVariantFeatureManager features, CancellationToken ct) =>
            await features.GetVariantAsync("fm.page", ct) is { } variant ? $"{variant.Name} {variant.Configuration.Get<Page>()!.Size}" : "none");
        _app.MapGet("/title", (IOptionsMonitor<Title> title) => title.CurrentValue.Text);
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async Task DisposeAsync()
    {
        _live.Swap(ConfigSnapshot.Empty);
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_gate_and_a_question_answer_as_the_switch_does_and_follow_it()
    {
        Publish(1, ("switch/fm.recommend", OffForH5));
        Assert.Equal((HttpStatusCode.OK, "true"), (await StatusAsync("/gated", "app"), await AskAsync("/asked", "app")));
        Assert.Equal((HttpStatusCode.NotFound, "false"), (await StatusAsync("/gated", "h5"), await AskAsync("/asked", "h5")));
        Publish(2, ("switch/fm.recommend", OffForH5.Replace("h5", "app", StringComparison.Ordinal)));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await StatusAsync("/gated", "app"), await StatusAsync("/gated", "h5")));
        Publish(3, ("switch/fm.recommend", OffForH5.Replace("ENABLED", "DISABLED", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/gated", "h5"));
    }

    [Fact]
    public async Task Variants_carry_their_values_and_follow_the_role()
    {
        Publish(1, ("switch/fm.page", """{"state":"ENABLED","variants":{"few":{"size":5},"many":{"size":50}},"defaultVariant":"many","targeting":{"if":[{"==":[{"var":"role"},"h5"]},"few",null]}}"""));
        Assert.Equal(("many 50", "few 5"), (await AskAsync("/variant", "app"), await AskAsync("/variant", "h5")));
    }

    [Fact]
    public async Task Every_feature_is_listed()
    {
        Publish(1, ("switch/fm.recommend", OffForH5));
        var names = new List<string>();
        await foreach (var name in _app.Services.GetRequiredService<IVariantFeatureManager>().GetFeatureNamesAsync(default))
            names.Add(name);
        Assert.Contains("fm.recommend", names);
    }

    [Fact]
    public async Task The_one_line_brings_the_items_of_the_config_center_as_options()
    {
        Publish(1, ("item/web/title", """{"value":{"text":"双十一"}}"""));
        Assert.Equal("双十一", await AskAsync("/title", "app"));
    }

    private void Publish(long revision, params (string Key, string Json)[] entries) =>
        Assert.Empty(_live.Swap(ConfigSnapshot.Of(revision, entries.Select(entry => new ConfigEntry(entry.Key, entry.Json, revision)))));

    private async Task<HttpStatusCode> StatusAsync(string path, string role)
    {
        using var answer = await SendAsync(path, role);
        return answer.StatusCode;
    }

    private async Task<string> AskAsync(string path, string role)
    {
        using var answer = await SendAsync(path, role);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    private Task<HttpResponseMessage> SendAsync(string path, string role)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(Baggage.Header, Baggage.Write(new CallContext { Role = role }, "web"));
        return _http.SendAsync(request);
    }

    public sealed record Page
    {
        public int Size { get; init; }
    }

    public sealed record Title
    {
        public string Text { get; init; } = "";
    }
}
