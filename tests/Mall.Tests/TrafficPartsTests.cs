using Seawall.Mall.Traffic.Measure;

namespace Seawall.Mall.Tests;

public sealed class TrafficPartsTests
{
    [Theory]
    [InlineData(1, 9, "before")]
    [InlineData(1, 11, "fault")]
    [InlineData(1, 35, "fault")]
    [InlineData(11, 19, "fault")]
    [InlineData(11, 25, "fault")]
    [InlineData(20, 21, "plan")]
    [InlineData(25, 35, "plan")]
    [InlineData(30, 31, "after")]
    public void A_request_belongs_to_where_it_began_but_what_the_second_part_may_have_hurt_is_its(long started, long answered, string part)
    {
        var parts = new TrafficParts("before");
        parts.Enter("fault", 10);
        parts.Enter("plan", 20);
        parts.Enter("after", 30);
        Assert.Equal(part, parts.Of(started, answered));
        Assert.Equal(2, parts.OrderOf("plan"));
    }
}
