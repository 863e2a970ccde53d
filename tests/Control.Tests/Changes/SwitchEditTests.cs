using Seawall.Client.Config;
using Seawall.Control.Changes;

namespace Seawall.Control.Tests.Changes;

public sealed class SwitchEditTests
{
    private const string On = """{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on","metadata":{"grade":"G3","what":"水 & <b>"}}""";

    [Theory]
    [InlineData("", SwitchState.Off)]
    [InlineData("h5", SwitchState.OffForSome)]
    [InlineData("h5,partner", SwitchState.OffForSome)]
    public void What_is_turned_off_reads_back_as_off_for_those_and_on_again_is_as_before(string roles, SwitchState state)
    {
        var chosen = roles.Split(',', StringSplitOptions.RemoveEmptyEntries);

        var off = SwitchEdit.TurnOff(On, chosen)!;
        var row = Read(off);

        Assert.Equal(state, row.State);
        Assert.Equal(chosen.Length == 0 ? ["app", "web", "h5", "partner", "batch"] : chosen, row.OffFor);
        Assert.Equal(On, SwitchEdit.TurnOn(off));
    }

    [Fact]
    public void A_rule_on_more_than_roles_is_called_a_rule_and_a_damaged_flag_is_shown_too()
    {
        Assert.Equal(SwitchState.ByRule, Read("""{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on","targeting":{"fractional":[["on",50],["off",50]]}}""").State);
        Assert.Equal(SwitchState.ByRule, Read("[]").State);
    }

    [Fact]
    public void A_difference_shows_changed_lines_with_two_kept_ones_around() => Assert.Equal(
        ["   \"b\": 2,", "   \"c\": 3,", "-  \"d\": 4,", "+  \"d\": 5,", "   \"e\": 6", " }"],
        LineDiff.Of("""{"a":1,"b":2,"c":3,"d":4,"e":6}""", """{"a":1,"b":2,"c":3,"d":5,"e":6}""").Select(line => line.Kind + line.Text));

    private static SwitchRow Read(string json) => SwitchRow.Read(new ConfigEntry("switch/x.y", json, 1), ["app", "web", "h5", "partner", "batch"], DateTimeOffset.UnixEpoch);
}
