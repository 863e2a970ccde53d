using System.Net;
using System.Text;
using Seawall.Lab.Http;

namespace Seawall.Lab.Tests.Http;

public sealed class RequestSetTests
{
    [Fact]
    public void A_request_is_what_was_asked_for_byte_for_byte()
    {
        RequestSet set = Build(sequential: false, ("POST", 1, "/price?x=1", "{\"a\":1}"));
        Assert.Equal("POST /price?x=1 HTTP/1.1\r\nHost: shop\r\nAccept: text/html\r\nContent-Length: 7\r\n\r\n{\"a\":1}", Encoding.ASCII.GetString(set.Bytes(set.Choose())));
    }

    [Fact]
    public void A_get_without_a_body_names_no_length() =>
        Assert.DoesNotContain("Content-Length", Encoding.ASCII.GetString(Build(sequential: false, ("GET", 1, "/", "")).Bytes(0)), StringComparison.Ordinal);

    [Fact]
    public void Interfaces_come_by_their_shares_and_alone_when_asked()
    {
        RequestSet set = Build(sequential: false, ("GET", 70, "/a", ""), ("GET", 0, "/never", ""), ("GET", 30, "/b", ""));
        int[] counts = Count(set);
        Assert.InRange(counts[0], 6800, 7200);
        Assert.Equal(0, counts[1]);
        set.Only(1);
        Assert.Equal([0, 10_000, 0], Count(set));
        set.MixAll();
        Assert.Equal(0, Count(set)[1]);
    }

    [Fact]
    public void The_variants_of_an_interface_come_in_turn()
    {
        var builder = new RequestSetBuilder();
        int target = builder.AddTarget(new HttpTarget(new IPEndPoint(IPAddress.Loopback, 1), "shop"));
        int index = builder.AddInterface(new InterfacePlan("item", "GET", "/{id}", target, 1));
        for (int i = 0; i < 3; i++)
        {
            builder.Add(index, $"/{i}", [], default);
        }

        RequestSet set = builder.Build(sequential: false, seed: 1);
        Assert.Equal([0, 1, 2, 0, 1], Enumerable.Range(0, 5).Select(_ => set.Choose()));
    }

    [Fact]
    public void A_sequence_keeps_its_order_across_interfaces()
    {
        RequestSet set = Build(sequential: true, ("GET", 1, "/a", ""), ("HEAD", 1, "/b", ""), ("GET", 1, "/c", ""));
        Assert.Equal([0, 1, 2, 0], Enumerable.Range(0, 4).Select(_ => set.Choose()));
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(set.IsHead));
    }

    [Fact]
    public void What_must_be_unique_is_new_at_every_sending()
    {
        RequestSet set = Build(sequential: false, ("POST", 1, "/claims?key=" + RequestSetBuilder.Unique, "{\"key\":\"" + RequestSetBuilder.Unique + "\"}"));
        HashSet<Guid> keys = [];
        for (int i = 0; i < 1000; i++)
        {
            string request = Encoding.ASCII.GetString(set.Bytes(0));
            Assert.True(keys.Add(Guid.Parse(request.Split("key=")[1].Split(' ')[0])));
            Assert.True(keys.Add(Guid.Parse(request.Split("\"key\":\"")[1][..36])));
            Assert.Contains("Content-Length: 46\r\n", request, StringComparison.Ordinal);
        }

        Assert.All(keys, key => Assert.Equal((4, '4'), (key.Version, key.ToString()[14])));
    }

    private static int[] Count(RequestSet set)
    {
        int[] counts = new int[set.Interfaces.Count];
        for (int i = 0; i < 10_000; i++)
        {
            counts[set.InterfaceOf(set.Choose())]++;
        }

        return counts;
    }

    private static RequestSet Build(bool sequential, params (string Method, double Share, string Path, string Body)[] requests)
    {
        var builder = new RequestSetBuilder();
        int target = builder.AddTarget(new HttpTarget(new IPEndPoint(IPAddress.Loopback, 1), "shop"));
        foreach ((string method, double share, string path, string body) in requests)
        {
            builder.Add(builder.AddInterface(new InterfacePlan(path, method, path, target, share)), path, [new("Accept", "text/html")], Encoding.UTF8.GetBytes(body));
        }

        return builder.Build(sequential, seed: 5);
    }
}
