using Seawall.Client.Config;
using Seawall.Control.Config;
using Seawall.Control.Config.Transfer;

namespace Seawall.Control.Tests.Config;

public sealed class TransferTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Flags_go_out_as_flagd_reads_them_and_come_in_and_out_the_same()
    {
        await _folder.SetAsync(new("switch/catalog.recommend", Flags.Of("G3")), new("switch/trade.order", Flags.Of("G0", "off")), new("item/web/a", """{"value":1}"""));
        var file = ConfigTransfer.WriteFlags(_folder.Current);
        Assert.StartsWith("{\n  \"$schema\": \"https://flagd.dev/schema/v0/flags.json\",\n  \"flags\": {\n    \"catalog.recommend\": {", file, StringComparison.Ordinal);
        Assert.Empty(ConfigTransfer.Read(file, _folder.Current, replace: true, out _));
        using var other = new StoreFolder();
        await other.SetAsync([.. ConfigTransfer.Read(file, other.Current, replace: false, out var faults)]);
        Assert.Empty(faults);
        Assert.Equal(file, ConfigTransfer.WriteFlags(other.Current));
    }

    [Fact]
    public async Task Everything_goes_out_and_in_byte_for_byte()
    {
        await _folder.SetAsync(new("item/web/a", "{ \"value\" :\t\"五折 <b> \\u00e9\" }"), new("schema/web", "true"), new("switch/a.b", Flags.Of("G2")));
        var file = ConfigTransfer.WriteAll(_folder.Current);
        using var other = new StoreFolder();
        await other.SetAsync(new WantedChange("item/web/gone", """{"value":1}"""));
        await other.SetAsync([.. ConfigTransfer.Read(file, other.Current, replace: true, out _)]);
        Assert.Equal(_folder.Current.Entries.Values.Select(entry => (entry.Key, entry.Value)), other.Current.Entries.Values.Select(entry => (entry.Key, entry.Value)));
        Assert.Equal(file, ConfigTransfer.WriteAll(other.Current));
    }

    [Theory]
    [InlineData("{", "can't be read")]
    [InlineData("[]", "must be an object")]
    [InlineData("""{"a":1,"a":2}""", "can't be read")]
    [InlineData("""{"format":"other/1","entries":{}}""", "format must be")]
    [InlineData("""{"flags":{"a.b":{"state":"ENABLED"}}}""", "variants")]
    public void A_file_that_is_wrong_says_how_and_changes_nothing(string file, string told)
    {
        Assert.Empty(ConfigTransfer.Read(file, ConfigSnapshot.Empty, replace: true, out var faults));
        Assert.Contains(faults, fault => fault.Message.Contains(told, StringComparison.Ordinal) || fault.Path.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fresh_store_is_seeded_once_with_every_byte_of_the_files()
    {
        var folder = Directory.CreateTempSubdirectory("seawall-seed-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "b.json"), $$"""{"switch/trade.order": {{Flags.Of("G0")}} }""");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "a.json"), """{"item/web/rows":  {"value":  40} }""");
        Assert.Equal(new PublishOutcome.Published(1), await ConfigSeed.ApplyAsync(_folder.Store, folder.GetFiles(), default));
        Assert.Equal((Flags.Of("G0"), """{"value":  40}"""), (_folder.Current["switch/trade.order"], _folder.Current["item/web/rows"]));
        Assert.Null(await ConfigSeed.ApplyAsync(_folder.Store, folder.GetFiles(), default));
        folder.Delete(recursive: true);
    }
}
