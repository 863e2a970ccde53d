using System.Text.Json;

namespace Seawall.Cli.Tests.Config;

/// <summary>The commands of the config, as a user runs them, while the rest of the site is down.</summary>
public sealed class ConfigCommandTests(LoneControlCenter center) : IClassFixture<LoneControlCenter>
{
    [Fact]
    public async Task A_value_is_shown_before_it_is_published_then_read_back_tried_on_some_and_undone()
    {
        string[] set = ["config", "set", "item/web/rows", "40", "item/web/title", "\"11.11\""];
        Expect(await center.RunAsync(set), ExitCode.Usage, error: "--reason");
        Expect(await center.RunAsync([.. set, "--dry-run"]), ExitCode.Ok, output: "+ item/web/rows");
        Expect(await center.RunAsync([.. set, "--reason", "layout"]), ExitCode.Usage, error: "--yes");
        var revision = Number(Expect(await center.RunAsync([.. set, "--reason", "layout", "--yes", "--json"]), ExitCode.Ok), "revision");
        Assert.Equal("{\"value\":40}\n", Expect(await center.RunAsync("config", "get", "item/web/rows"), ExitCode.Ok).Output);

        Expect(await center.RunAsync("config", "gray", "start", "item/web/rows", "60", "--for", "h5", "--reason", "a try", "--yes"), ExitCode.Ok);
        // The trial came later, so it is kept, and the other key goes.
        Expect(await center.RunAsync("config", "undo", $"{revision}", "--reason", "too early", "--yes"), ExitCode.Ok, output: "! item/web/rows was changed later");
        Expect(await center.RunAsync("config", "get", "item/web/title"), ExitCode.Failed, error: "was taken away");
        Expect(await center.RunAsync("config", "history", "--key", "item/web/rows"), ExitCode.Ok, output: "gray-start: a try");
        Expect(await center.RunAsync("config", "audit", "--verify"), ExitCode.Ok, output: "whole");
    }

    [Fact]
    public async Task A_core_switch_takes_two_persons_and_another_is_turned_for_some_roles()
    {
        var file = Path.Combine(center.FolderOf, "switches.json");
        await File.WriteAllTextAsync(file, $$"""{"switch/test.core": {{Flag("G0")}}, "switch/test.rest": {{Flag("G3")}} }""");
        var proposal = Number(Expect(await center.RunAsync("config", "import", file, "--reason", "new switches", "--yes", "--json"), ExitCode.Ok), "proposal");
        Expect(await center.RunAsync("config", "approve", $"{proposal}", "--reason", "mine"), ExitCode.Failed, error: "another person must agree");
        Expect(await center.RunAsync("config", "approve", $"{proposal}", "--as", "bob", "--reason", "agreed"), ExitCode.Ok, output: "revision");

        Expect(await center.RunAsync("switch", "off", "test.rest", "--for", "h5,partner", "--reason", "crawlers", "--yes"), ExitCode.Ok);
        Assert.Contains("test.rest                    G3  targeted", Expect(await center.RunAsync("switch", "list", "--business", "test"), ExitCode.Ok).Output, StringComparison.Ordinal);
        Expect(await center.RunAsync("config", "get", "switch/test.rest"), ExitCode.Ok, output: """{"if":[{"in":[{"var":"role"},["h5","partner"]]},"off","on"]}""");
        Expect(await center.RunAsync("switch", "off", "test.rest", "--as", "eve", "--level", "viewer", "--reason", "x", "--yes"), ExitCode.Failed, error: "eve is viewer");
    }

    [Fact]
    public async Task What_is_exported_comes_in_again_without_a_change_and_a_bad_value_is_told_in_full()
    {
        await center.RunAsync("config", "set", "item/transfer/a", "1", "--reason", "x", "--yes");
        var file = Path.Combine(center.FolderOf, "all.json");
        Expect(await center.RunAsync("config", "export", "--all", "-o", file), ExitCode.Ok);
        Expect(await center.RunAsync("config", "import", file, "--replace", "--dry-run"), ExitCode.Ok, output: "nothing would change");
        Expect(await center.RunAsync("config", "set", "switch/a.b", "{}", "Item/x", "1", "--reason", "x", "--yes"), ExitCode.Failed, error: "switch/a.b metadata.grade");
    }

    private static string Flag(string grade) => $$"""{"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "on", "metadata": {"grade": "{{grade}}"} }""";

    private static long Number(Ended ended, string name) => JsonDocument.Parse(ended.Output).RootElement.GetProperty(name).GetInt64();

    private static Ended Expect(Ended ended, int code, string output = "", string error = "")
    {
        Assert.True(ended.ExitCode == code && ended.Output.Contains(output, StringComparison.Ordinal) && ended.Error.Contains(error, StringComparison.Ordinal), $"expected exit code {code}, '{output}', '{error}'; got {ended}");
        return ended;
    }
}
