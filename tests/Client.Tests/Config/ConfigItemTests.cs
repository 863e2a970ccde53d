using Seawall.Client.Config;

namespace Seawall.Client.Tests.Config;

public sealed class ConfigItemTests
{
    [Theory]
    [InlineData("""{"value":1}""", "web-1", "h5", "1")]
    [InlineData("""{"value":1,"gray":{"value":2,"roles":["h5"]}}""", "web-1", "h5", "2")]
    [InlineData("""{"value":1,"gray":{"value":2,"roles":["h5"]}}""", "web-1", "app", "1")]
    [InlineData("""{"value":1,"gray":{"value":2,"roles":["h5"]}}""", "web-1", null, "1")]
    [InlineData("""{"value":1,"gray":{"value":2,"instances":["web-1"]}}""", "web-1", null, "2")]
    [InlineData("""{"value":1,"gray":{"value":2,"instances":["web-1"],"roles":["h5"]}}""", "web-2", "h5", "2")]
    [InlineData("""{"value":1,"gray":{"value":{"a": [2]},"percent":100}}""", "web-2", "app", """{"a": [2]}""")]
    [InlineData("""{"value":1,"gray":{"value":2,"percent":0}}""", "web-2", "app", "1")]
    [InlineData("[]", "web-1", "h5", null)]
    public void A_value_is_tried_on_those_who_are_named_and_on_nobody_else(string json, string instance, string? role, string? expected) =>
        Assert.Equal(expected, ConfigItem.Resolve(new ConfigEntry("item/a/b", json, 1), instance, role));

    [Fact]
    public void A_percentage_reaches_its_share_of_instances_and_a_wider_one_reaches_no_fewer()
    {
        var places = Enumerable.Range(0, 10_000).Select(instance => ConfigItem.PlaceOf("item/a/b", $"web-{instance}")).ToArray();
        Assert.All(places, place => Assert.InRange(place, 0, 99));
        Assert.InRange(places.Count(place => place < 30), 2_800, 3_200);
        bool Tried(int instance, int percent) => ConfigItem.Resolve(new ConfigEntry("item/a/b", $$$"""{"value":1,"gray":{"value":2,"percent":{{{percent}}}}}""", 1), $"web-{instance}", null) == "2";
        for (var instance = 0; instance < 200; instance++)
            Assert.True(!Tried(instance, 10) || Tried(instance, 40), $"web-{instance}");
    }

    [Fact]
    public void Another_item_is_tried_on_other_instances()
    {
        var (one, other) = (Places("item/a/b"), Places("item/a/c"));
        Assert.NotEqual(one, other);
        static int[] Places(string key) => [.. Enumerable.Range(0, 50).Select(instance => ConfigItem.PlaceOf(key, $"web-{instance}"))];
    }
}
