using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Doors;
using Seawall.Control.Metrics;

namespace Seawall.Control.Tests.Changes;

public sealed class DoorPageTests
{
    private const string Rush = """{"paths":["/items/42"],"places":1000,"inside":200,"perSecond":50}""";

    [Fact]
    public async Task The_page_shows_every_room_with_its_figures_and_none_as_such()
    {
        var site = FakeSite.Filled();
        var metrics = new MemoryMetricSource(TimeProvider.System);
        await using var host = await ConsoleHost.StartAsync(site, add: (services, _) => services.AddSingleton<IMetricSource>(metrics));
        using var person = await PageVisitor.SignedInAsync(host);
        await person.GoAsync("/doors");
        Assert.Contains("No waiting room is published", person.Text, StringComparison.Ordinal);

        site.Desk.Fill(("door/rush", Rush), ("door/late", """{"paths":["/late"],"open":false}"""));
        foreach (var (metric, value) in new[] { ("waiting", 4711.0), ("inside", 180), ("admitted", 250), ("rate", 49.5), ("estimate", 95), ("over", 0) })
            metrics.Add("seawall.door." + metric, value, ("seawall.room", "rush"));
        await person.GoAsync("/doors");
        var cells = person.Page.QuerySelectorAll("[data-room=rush] td").Select(cell => cell.TextContent.Trim());
        Assert.Equal(["open", "4,711", "49.5", "1 min", "180 / 200", "250 / 1,000", "–"], cells);
        Assert.Equal("closed: gathering", person.Page.QuerySelector("[data-room=late] td")!.TextContent.Trim());
    }

    [Fact]
    public void A_faulty_room_or_pin_is_not_published_and_every_fault_is_told()
    {
        using var faulty = JsonDocument.Parse("""{"paths":[],"perSecond":-1}""");
        Assert.Equal(["perSecond", "paths"], new DoorValueCheck().Check("door/x", faulty.RootElement).Select(fault => fault.Path));
        using var good = JsonDocument.Parse(Rush);
        Assert.Empty(new DoorValueCheck().Check("door/x", good.RootElement));
        Assert.Equal(["paths", "perSecond"], new PinValueCheck().Check("pin/x", faulty.RootElement).Select(fault => fault.Path));
    }
}
