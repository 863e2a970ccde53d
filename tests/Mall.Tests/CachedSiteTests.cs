using System.Text.RegularExpressions;
using Seawall.Redis;
using Seawall.Testing;

namespace Seawall.Mall.Tests;

[Collection(nameof(Alone))]
public sealed partial class CachedSiteTests
{
    [Fact]
    public async Task Every_page_is_the_same_from_the_database_from_the_cache_and_with_the_cache_gone()
    {
        await using var redis = await PrivateRedis.StartAsync();
        var options = new RedisClientOptions { Port = redis.Port, Password = redis.Password, CommandTimeout = TimeSpan.FromSeconds(10) };
        await using var site = await MallSite.TogetherAsync(options);
        using var http = new HttpClient { BaseAddress = site.Storefront };
        string[] pages = ["/", "/items/1", "/items/1/reviews", "/group", "/shops", "/shops/1", "/channels", "/c/sports"];

        var cold = await PagesAsync();
        var warm = await PagesAsync();
        await using (var behind = await RedisClient.ConnectAsync(options, CancellationToken.None))
            Assert.NotEqual(0, (await behind.ExecuteAsync(["DBSIZE"], CancellationToken.None)).Integer);
        await redis.KillAsync();
        var without = await PagesAsync();

        Assert.All(cold, page => Assert.StartsWith("OK", page, StringComparison.Ordinal));
        Assert.Equal(cold, warm);
        Assert.Equal(cold, without);

        async Task<List<string>> PagesAsync()
        {
            List<string> seen = [];
            foreach (var page in pages)
            {
                using var answer = await http.GetAsync(page);
                seen.Add($"{answer.StatusCode} {page} {FormToken().Replace(await answer.Content.ReadAsStringAsync(), "")}");
            }
            return seen;
        }
    }

    [GeneratedRegex("value=\"CfDJ8[^\"]*\"", RegexOptions.CultureInvariant)]
    private static partial Regex FormToken();
}
