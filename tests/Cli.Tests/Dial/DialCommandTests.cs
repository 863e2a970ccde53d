using System.Text.Json;
using Seawall.Cli.Tests.Config;

namespace Seawall.Cli.Tests.Dial;

/// <summary>The dial and the freeze as a user works them, while the rest of the site is down.</summary>
public sealed class DialCommandTests(LoneControlCenter center) : IClassFixture<LoneControlCenter>
{
    [Fact]
    public async Task The_dial_sheds_three_levels_at_once_and_walks_back_leaving_every_value_as_it_was()
    {
        var before = await ValuesAsync();
        Expect(await center.RunAsync("dial", "to", "3"), ExitCode.Usage, error: "--reason");
        Expect(await center.RunAsync("dial", "to", "3", "--dry-run"), ExitCode.Ok, output: "buyers notice");
        var up = Expect(await center.RunAsync("dial", "to", "3", "--reason", "queues grow", "--yes", "--json"), ExitCode.Ok);
        Assert.Equal(3, Json(up).GetProperty("level").GetInt32());
        Expect(await center.RunAsync("dial", "up", "--expect", "2", "--reason", "more", "--yes"), ExitCode.Failed, error: "stands at L3");
        Expect(await center.RunAsync("dial", "show"), ExitCode.Ok, output: "> L3");
        Expect(await center.RunAsync("dial", "down", "--reason", "calm", "--yes"), ExitCode.Ok, output: "L2, ");
        Expect(await center.RunAsync("dial", "down", "--all", "--pause", "10ms", "--reason", "calm", "--yes"), ExitCode.Ok, output: "L0, ");
        Assert.Equal(before, await ValuesAsync());
    }

    [Fact]
    public async Task A_frozen_site_takes_a_second_person_for_a_value_and_for_the_end_of_the_freeze()
    {
        Expect(await center.RunAsync("freeze", "on", "--until", "26h", "--reason", "11.11"), ExitCode.Ok, output: "revision");
        Expect(await center.RunAsync("freeze", "status"), ExitCode.Ok, output: "frozen since");
        Expect(await center.RunAsync("config", "set", "item/web/rows", "40", "--reason", "layout", "--yes"), ExitCode.Ok, output: "the site is frozen until");
        var off = Json(Expect(await center.RunAsync("freeze", "off", "--reason", "over", "--json"), ExitCode.Ok));
        Assert.Equal("waits", off.GetProperty("outcome").GetString());
        Expect(await center.RunAsync("config", "approve", $"{off.GetProperty("proposal").GetInt64()}", "--as", "bob", "--reason", "it is over"), ExitCode.Ok, output: "revision");
        Expect(await center.RunAsync("freeze", "status"), ExitCode.Ok, output: "not frozen");
        Expect(await center.RunAsync("freeze", "on", "--until", "tomorrow", "--reason", "x"), ExitCode.Usage, error: "neither a time");
    }

    private async Task<string> ValuesAsync() => string.Join('\n', Json(Expect(await center.RunAsync("config", "export", "--all"), ExitCode.Ok)).GetProperty("entries").EnumerateObject().Select(entry => $"{entry.Name} {entry.Value}"));

    private static JsonElement Json(Ended ended) => JsonSerializer.Deserialize<JsonElement>(ended.Output);

    private static Ended Expect(Ended ended, int code, string output = "", string error = "")
    {
        Assert.True(ended.ExitCode == code && ended.Output.Contains(output, StringComparison.Ordinal) && ended.Error.Contains(error, StringComparison.Ordinal), $"expected {code} with '{output}' and '{error}', was {ended}");
        return ended;
    }
}
