using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seawall.Client.Config;
using Seawall.Client.Options;

namespace Seawall.Client.Tests.Options;

public sealed class ItemOptionsTests
{
    [Fact]
    public void Items_are_configuration_with_colons_between_their_parts()
    {
        var (live, configuration) = Start();
        Publish(live, 1, ("item/web/page", """{"value":{"size":20,"order":["new","old"],"wide":true,"none":null}}"""), ("item/web/title", """{"value":"双十一"}"""), ("switch/a.b", "{}"));
        Assert.Equal(
            [("web:page:none", null), ("web:page:order:0", "new"), ("web:page:order:1", "old"), ("web:page:size", "20"), ("web:page:wide", "True"), ("web:title", "双十一")],
            configuration.AsEnumerable().Where(pair => pair.Key is not ("web" or "web:page" or "web:page:order")).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
    }

    [Theory]
    [InlineData("tested-1", "20")]
    [InlineData("tested-2", "50")]
    public void A_value_that_is_tried_is_the_value_of_the_instances_it_reaches(string instance, string size)
    {
        var (live, configuration) = Start(instance);
        Publish(live, 1, ("item/web/page", """{"value":{"size":20},"gray":{"value":{"size":50},"instances":["tested-2"]}}"""));
        Assert.Equal(size, configuration["web:page:size"]);
    }

    [Fact]
    public void Those_who_watch_are_told_of_a_change_before_the_swap_ends_and_of_nothing_else()
    {
        var (live, configuration) = Start();
        var told = 0;
        using var watch = Microsoft.Extensions.Primitives.ChangeToken.OnChange(configuration.GetReloadToken, () => told++);
        Publish(live, 1, ("item/web/title", """{"value":"a"}"""));
        Assert.Equal(1, told);
        Publish(live, 2, ("item/web/title", """{"value":"a"}"""), ("switch/a.b", "{}"));
        Assert.Equal(1, told);
        Publish(live, 3);
        Assert.Equal((2, null), (told, configuration["web:title"]));
    }

    [Fact]
    public void A_change_arrives_in_options_and_a_bad_value_keeps_the_former_and_is_reported()
    {
        var (live, configuration) = Start();
        Publish(live, 1, ("item/web/page", """{"value":{"size":20}}"""));
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSeawallOptions<Page>("web:page").Services.BuildServiceProvider();
        var page = services.GetRequiredService<IOptionsMonitor<Page>>();
        var heard = new List<int>();
        using var listening = page.OnChange(next => heard.Add(next.Size));
        Assert.Equal(20, page.CurrentValue.Size);

        Assert.Empty(Publish(live, 2, ("item/web/page", """{"value":{"size":30}}""")));
        Assert.Equal(30, page.CurrentValue.Size);

        foreach (var (bad, fault) in new[] { ("""{"size":0}""", "between 1 and 100"), ("""{"size":"many"}""", "web:page:size"), ("""{"sise":3}""", "sise") })
        {
            var faults = Publish(live, 3, ("item/web/page", $$"""{"value":{{bad}}}"""));
            Assert.Contains(fault, string.Join('\n', faults.Select(e => e.ToString())), StringComparison.OrdinalIgnoreCase);
            Assert.Equal(30, page.CurrentValue.Size);
        }

        Assert.Empty(Publish(live, 4, ("item/web/page", """{"value":{"size":40}}""")));
        Assert.Equal(40, page.CurrentValue.Size);
        Assert.Equal([30, 40], heard);
    }

    private static (LiveConfig Live, IConfigurationRoot Configuration) Start(string instance = "tested-1")
    {
        var live = new LiveConfig();
        return (live, new ConfigurationBuilder().Add(new ItemSource(live, instance)).Build());
    }

    private static IReadOnlyList<Exception> Publish(LiveConfig live, long revision, params (string Key, string Json)[] entries) =>
        live.Swap(ConfigSnapshot.Of(revision, entries.Select(entry => new ConfigEntry(entry.Key, entry.Json, revision))));

    public sealed record Page
    {
        [Range(1, 100)]
        public int Size { get; init; } = 10;
    }
}
