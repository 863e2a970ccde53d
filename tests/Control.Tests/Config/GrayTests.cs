using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Client.Switches.Flags;
using Seawall.Control.Config.Gray;

namespace Seawall.Control.Tests.Config;

public sealed class GrayTests
{
    private static readonly Audience H5 = new(["h5"], [], 0);

    [Fact]
    public void A_value_is_tried_widened_and_made_the_one_for_all_or_withdrawn()
    {
        const string Item = """{"value":1}""";
        var tried = GrayRelease.Start(Item, "2", H5)!;
        Assert.Equal("""{"value":1,"gray":{"value":2,"roles":["h5"]}}""", tried);
        var wide = GrayRelease.Widen(tried, new Audience(["partner", "h5"], ["web-1"], 20))!;
        Assert.Equal("""{"value":1,"gray":{"value":2,"roles":["h5","partner"],"instances":["web-1"],"percent":20}}""", wide);
        Assert.Equal("""{"value":2}""", GrayRelease.Finish(wide));
        Assert.Equal(Item, GrayRelease.Withdraw(wide));
        Assert.Equal("2", ConfigItem.Resolve(new ConfigEntry("item/a/b", wide, 1), "web-1", null));
        Assert.All(new[] { GrayRelease.Start(tried, "3", H5), GrayRelease.Widen(Item, H5), GrayRelease.Finish(Item), GrayRelease.Withdraw(Item) }, Assert.Null);
    }

    [Theory]
    [InlineData(false, "", "", 0, "h5", "web-1", "off")]
    [InlineData(true, "", "", 0, "h5", "web-1", "on")]
    [InlineData(false, "h5,partner", "", 0, "partner", "web-1", "off")]
    [InlineData(false, "h5,partner", "", 0, "app", "web-1", "on")]
    [InlineData(true, "app", "", 0, "app", "web-1", "on")]
    [InlineData(true, "app", "", 0, "h5", "web-1", "off")]
    [InlineData(false, "", "web-1", 0, "app", "web-1", "off")]
    [InlineData(false, "", "web-1", 0, "app", "web-2", "on")]
    [InlineData(false, "h5", "web-1", 0, "app", "web-1", "off")]
    [InlineData(false, "h5", "web-1", 0, "app", "web-2", "on")]
    [InlineData(false, "", "", 100, "app", "web-1", "off")]
    [InlineData(false, "h5", "", 100, "h5", "web-1", "off")]
    [InlineData(false, "h5", "", 100, "app", "web-1", "on")]
    public void A_switch_that_is_turned_evaluates_so(bool on, string roles, string instances, int percent, string role, string instance, string expected)
    {
        var turned = SwitchTurn.Turn(Flags.Of("G3", on ? "off" : "on"), on, new Audience(Split(roles), Split(instances), percent))!;
        Assert.Equal(expected, Evaluate(turned, role, instance, "someone"));
    }

    [Fact]
    public void A_percentage_is_about_its_share_of_callers_and_only_of_the_roles_named()
    {
        var turned = SwitchTurn.Turn(Flags.Of("G3"), on: false, new Audience(["h5"], [], 30))!;
        var off = Enumerable.Range(0, 2_000).Count(caller => Evaluate(turned, "h5", "web-1", $"caller-{caller}") == "off");
        Assert.InRange(off, 500, 700);
        Assert.DoesNotContain(Enumerable.Range(0, 200), caller => Evaluate(turned, "app", "web-1", $"caller-{caller}") == "off");
        Assert.Equal("targeted", SwitchTurn.StateOf(turned));
    }

    [Fact]
    public void A_flag_that_is_neither_on_nor_off_is_not_turned() =>
        Assert.Null(SwitchTurn.Turn("""{"state":"ENABLED","variants":{"big":1,"small":2},"defaultVariant":"big"}""", on: true, Audience.Nobody));

    private static string? Evaluate(string flag, string role, string instance, string caller)
    {
        Assert.True(FlagReader.TryRead("a.b", flag, out var read, out var faults), string.Join("; ", faults));
        return read!.Evaluate(FlagContext.Of(JsonSerializer.SerializeToElement(new { role, instance, targetingKey = caller })), TimeProvider.System.GetUtcNow()).Variant;
    }

    private static string[] Split(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
