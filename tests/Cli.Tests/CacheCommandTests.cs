using Seawall.Redis.Caching;
using Seawall.Topology;

namespace Seawall.Cli.Tests;

public sealed class CacheCommandTests
{
    private static readonly SiteTopology Site = new()
    {
        Name = "t",
        Path = "t.json",
        Redis = [new RedisNode("shared", 1) { Businesses = ["reviews", "shops"] }, new RedisNode("own", 2) { Businesses = ["channels"] }],
    };

    private static readonly Dictionary<string, CacheFigures> Figures = new()
    {
        ["reviews"] = Of(new CacheServer("127.0.0.1:1", Connected: true, DateTimeOffset.UnixEpoch, null)),
        ["channels"] = Of(new CacheServer("127.0.0.1:2", Connected: false, DateTimeOffset.UnixEpoch, "refused")),
    };

    [Fact]
    public void Each_business_is_told_with_its_instance_and_those_it_shares_it_with()
    {
        var lines = CacheCommand.Lines(Site, Figures);

        Assert.Equal(["reviews shared shops", "shops shared reviews", "channels own "], lines.Select(line => $"{line.Business} {line.Instance} {string.Join(',', line.SharedWith)}"));
    }

    [Fact]
    public void The_table_says_what_is_down_and_who_does_not_answer()
    {
        using var output = new StringWriter { NewLine = "\n" };
        CacheCommand.Write(output, CacheCommand.Lines(Site, Figures));

        Assert.Equal(
            """
            business    instance                  hits    misses  hit ratio  bypassed  server
            reviews     shared                      90        10      90.0%         3  connected, shared with shops
            shops       shared                       -         -          -         -  its process does not answer, shared with reviews
            channels    own                         90        10      90.0%         3  down: refused

            """,
            output.ToString());
    }

    private static CacheFigures Of(CacheServer server) => new()
    {
        Hits = 90,
        Misses = 10,
        Ratio = 0.9,
        Bypassed = 3,
        Joined = 0,
        Errors = 0,
        Unkept = 0,
        Server = server,
    };
}
