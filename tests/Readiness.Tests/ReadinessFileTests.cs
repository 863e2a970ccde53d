using Seawall.Readiness.Checks;
using Seawall.Readiness.Model;

namespace Seawall.Readiness.Tests;

public sealed class ReadinessFileTests
{
    [Fact]
    public void All_faults_are_named_with_their_path()
    {
        var fault = Assert.Throws<ReadinessFileException>(() => ReadinessFile.Parse("""
            {"runs":{"stats":{"steps":[["stats"]]}},"rows":[
              {"id":"A-1","promise":"p","owner":"o","checks":[{"id":"x","what":"w","run":"nothing","expect":{"path":"a","equals":"1"}}]},
              {"id":"A-1","promise":"p","owner":"o","checks":[{"id":"x","what":"w","run":"stats","maxAge":"soon","expect":{"path":"a"}}]}]}
            """));
        Assert.Equal(
            [
                "rows[0].checks[0] (A-1).run: must name one of the runs (stats), was 'nothing'",
                "rows[1].id: 'A-1' stands twice",
                "rows[1].checks[0] (A-1).maxAge: must be a duration such as 1d or 12h, was 'soon'",
                "rows[1].checks[0] (A-1).expect: one of atLeast, atMost, equals must be given",
            ],
            fault.Faults);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"rows":[{"id":"A-1","promise":"p","owner":"o","chekcs":[]}]}""")]
    [InlineData("""{"rows":[{"id":"A-1","promise":"p"}]}""")]
    public void What_is_no_readiness_file_is_refused(string text) =>
        Assert.Throws<ReadinessFileException>(() => ReadinessFile.Parse(text));

    [Theory]
    [InlineData("a.b", "7")]
    [InlineData("list[1].n", "2")]
    [InlineData("list[n=2].name", "two")]
    [InlineData("list[name=a.b].n", "3")]
    [InlineData("list.length", "3")]
    [InlineData("list[5].n", null)]
    [InlineData("list[n=9].name", null)]
    [InlineData("a.b.c", null)]
    [InlineData("a[0]", null)]
    public void A_path_leads_to_a_value_or_nowhere(string path, string? expected)
    {
        using var json = System.Text.Json.JsonDocument.Parse("""{"a":{"b":7},"list":[{"n":1,"name":"one"},{"n":2,"name":"two"},{"n":3,"name":"a.b"}]}""");
        Assert.Equal(expected, JsonFigure.Read(json.RootElement, path));
    }
}
