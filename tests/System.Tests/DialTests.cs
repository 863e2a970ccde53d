using System.Text.Json;

namespace Seawall.System.Tests;

/// <summary>The dial and the freeze on a real site.</summary>
[Collection(nameof(RunningSite))]
public sealed class DialTests(RunningSite site)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Three_levels_are_shed_in_every_process_at_once_and_given_back_byte_for_byte()
    {
        var before = (await RunAsync("config", "export", "--all")).Output;
        Assert.Equal(3, Json(await RunAsync("dial", "to", "3", "--reason", "a test", "--yes", "--json")).GetProperty("level").GetInt32());
        await RunAsync("switch", "check");
        using (var http = new HttpClient())
        {
            using var page = await http.GetAsync(await AddressAsync("/items/1"));
            Assert.True(page.IsSuccessStatusCode, $"{page.StatusCode}");
            Assert.Contains("reviews.block;G3;-", page.Headers.GetValues("x-degraded"));
        }
        await RunAsync("dial", "down", "--all", "--pause", "10ms", "--reason", "a test", "--yes");
        Assert.Equal(Entries(before), Entries((await RunAsync("config", "export", "--all")).Output));
    }

    [Fact]
    public async Task A_freeze_holds_back_a_change_by_one_person_another_build_and_a_lone_break_glass_act()
    {
        var found = Json(await RunAsync("freeze", "drill", "--yes", "--json"));
        Assert.True(found.GetProperty("isGood").GetBoolean(), found.ToString());
    }

    private async Task<Uri> AddressAsync(string path)
    {
        using var topology = JsonDocument.Parse(await File.ReadAllTextAsync(site.Program.Topology));
        return new Uri("http://" + topology.RootElement.GetProperty("processes").EnumerateArray().Single(process => process.GetProperty("name").GetString() == "web").GetProperty("listen").GetString() + path);
    }

    private async Task<Result> RunAsync(params string[] arguments)
    {
        var ended = await site.Program.RunAsync(Limit, [.. arguments, "--topology", site.Program.Topology]);
        Assert.True(ended.ExitCode == 0, $"{string.Join(' ', arguments)}: {ended}");
        return ended;
    }

    private static JsonElement Json(Result ended) => JsonSerializer.Deserialize<JsonElement>(ended.Output);

    private static string Entries(string export) => JsonSerializer.Deserialize<JsonElement>(export).GetProperty("entries").GetRawText();
}
