using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Dependencies;
using Seawall.Control.Dependencies;
using Seawall.Control.Operators;

namespace Seawall.Control.Tests.Dependencies;

public sealed class MatrixPageTests
{
    [Fact]
    public async Task Page_and_API_show_what_is_declared_and_what_a_drill_found_otherwise()
    {
        await using var console = await ConsoleHost.StartAsync(FakeSite.Filled(), add: (services, _) => services.AddSingleton<IMatrixFiles>(new Files()));
        using var http = await ConsoleSiteTests.SignedInAsync(console);

        var page = await http.GetStringAsync("/matrix");
        Assert.Contains("trade.cart", page, StringComparison.Ordinal);
        Assert.Contains("cache-down", page, StringComparison.Ordinal);

        using var person = new HttpClient { BaseAddress = console.Address };
        person.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", SiteBearer.Create(ConsoleHost.Secret, new Person("tests", OperatorLevel.Viewer), console.Time.GetUtcNow()));
        using var json = JsonDocument.Parse(await person.GetStringAsync("/api/matrix"));
        Assert.Equal(1, json.RootElement.GetProperty("red").GetInt32());
        var cell = json.RootElement.GetProperty("cells").EnumerateArray().Single(cell => cell.GetProperty("dependency").GetString() == "cache");
        Assert.Equal(("up", "down", "testedOtherwise"), (cell.GetProperty("declared").GetString(), cell.GetProperty("tested").GetProperty("state").GetString(), cell.GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task Without_any_declaration_the_page_says_so()
    {
        await using var console = await ConsoleHost.StartAsync(new FakeSources());
        using var http = await ConsoleSiteTests.SignedInAsync(console);
        Assert.Contains("class=\"panel empty\"", await http.GetStringAsync("/matrix"), StringComparison.Ordinal);
    }

    private sealed class Files : IMatrixFiles
    {
        public IReadOnlyDictionary<string, Needs> Declared() => new Dictionary<string, Needs> { ["trade.cart"] = Needs.Parse("database down, cache up") };

        public IReadOnlyList<TestedCell> Tested() => [new TestedCell("trade.cart", "cache", Without.Down, DateTimeOffset.UnixEpoch, "build", "cache-down")];
    }
}
