using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Client.Config;
using Seawall.Client.Config.Emergency;
using Seawall.Client.Config.Kept;
using Seawall.Control.Push;

namespace Seawall.Control.Tests.Push;

/// <summary>With every node dead a dropped file changes what is in force; when a node is back it becomes one revision of the history.</summary>
public sealed class BreakGlassTests : IDisposable
{
    private const string On = "{\"value\":\"on\"}";
    private const string Off = "{\"value\":\"off\"}";
    private static readonly Uri Nobody = new("http://127.0.0.1:1");

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("seawall-glass-");

    private DirectoryInfo State => _home.CreateSubdirectory("state");

    private DirectoryInfo Drop => _home.CreateSubdirectory("break-glass");

    private EmergencyFolder Folder => new(Drop, EmergencyFolder.KeyOf(PushHost.BreakGlassSecret));

    [Fact]
    public async Task An_act_fires_listeners_with_every_node_dead_and_its_withdrawal_takes_it_back()
    {
        await using var service = await ServiceHost.StartAsync(State, Drop, Nobody);
        var heard = new List<string?>();
        service.Live.Subscribe(config => heard.Add(config["item/shop/recommend"]));

        Folder.Drop(Act("one", ("item/shop/recommend", Off)));
        await Eventually.HoldsAsync("the receipt is there", () => Folder.Receipts("one").Count == 1, () => service.Standing.Summary);
        Assert.Equal(Off, heard[^1]);
        Assert.Equal("shop-1", Folder.Receipts("one")[0].Instance);

        Folder.Withdraw("one");
        await service.UntilAsync("it is taken back", s => s.Standing.Emergency.Count == 0);
        Assert.Null(heard[^1]);
    }

    [Fact]
    public async Task An_act_outlives_a_restart_and_one_with_another_key_is_named_and_not_obeyed()
    {
        Folder.Drop(Act("one", ("item/shop/recommend", Off)));
        new EmergencyFolder(Drop, EmergencyFolder.KeyOf("another secret")).Drop(Act("two", ("item/shop/recommend", On)));

        await using var service = await ServiceHost.StartAsync(State, Drop, Nobody);

        Assert.Equal(Off, service.Live.Current["item/shop/recommend"]);
        await service.UntilAsync("the forged one is named", s => s.Standing.Refused is [var only] && only.EndsWith("two.act is not signed with this site's key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_is_back_merges_an_act_once_and_clients_drop_it_in_the_same_revision()
    {
        await using var node = await PushHost.StartAsync();
        await node.PublishAsync(("item/shop/recommend", On));
        await using var service = await ServiceHost.StartAsync(State, Drop, node.Address);
        await service.UntilAsync("it is in step", s => s.Standing is { Connected: true, Revision: 1 });
        var heard = new List<string?>();
        Folder.Drop(Act("one", ("item/shop/recommend", Off)));
        await service.UntilAsync("the act is in force", s => s.Standing.Emergency.Count == 1);
        service.Live.Subscribe(config => heard.Add(config["item/shop/recommend"]));

        await Merge(node).LookAsync(CancellationToken.None);
        await Merge(node).LookAsync(CancellationToken.None);
        await service.UntilAsync("it came back as a revision", s => s.Standing is { Revision: 2, Emergency: [] });

        Assert.Equal(2, node.Store.Current.Revision);
        Assert.All(heard, value => Assert.Equal(Off, value));
        Assert.Equal(2, Folder.OutcomeOf("one")!.Revision);
        using var marker = JsonDocument.Parse(node.Store.Current["break-glass/one"]!);
        Assert.Equal("kim", marker.RootElement.GetProperty("actor").GetString());
        Assert.Equal(new DateTimeOffset(2026, 11, 11, 0, 3, 12, TimeSpan.Zero), marker.RootElement.GetProperty("at").GetDateTimeOffset());
    }

    [Fact]
    public async Task What_was_published_meanwhile_gives_way_and_is_shown_as_a_conflict()
    {
        await using var node = await PushHost.StartAsync();
        await node.PublishAsync(("item/shop/a", "1"));
        await node.PublishAsync(("item/shop/a", "2"));
        Folder.Drop(Act("one", ("item/shop/a", "3")));

        await Merge(node).LookAsync(CancellationToken.None);

        Assert.Equal("3", node.Store.Current["item/shop/a"]);
        Assert.Equal(new EmergencyConflict("item/shop/a", 1, 2, "2"), Folder.OutcomeOf("one")!.Conflicts.Single());
    }

    [Fact]
    public async Task In_a_freeze_a_lone_act_is_neither_obeyed_nor_merged_and_one_of_two_persons_is_both()
    {
        await using var node = await PushHost.StartAsync();
        await node.PublishAsync(("item/shop/recommend", On), (SiteFreeze.Key, new SiteFreeze(new DateTimeOffset(2026, 11, 10, 16, 0, 0, TimeSpan.Zero), null, "the sale").Write()));
        await using var service = await ServiceHost.StartAsync(State, Drop, node.Address);
        await service.UntilAsync("it is in step", s => s.Standing is { Connected: true, Revision: 1 });

        Folder.Drop(Act("one", ("item/shop/recommend", "1")));
        Folder.Drop(Act("two", ("item/shop/recommend", Off)) with { Second = "lee" });
        await service.UntilAsync("the act of two is in force", s => s.Standing.Emergency.Count > 0);
        Assert.Equal(["two"], service.Standing.Emergency);
        Assert.Equal(Off, service.Live.Current["item/shop/recommend"]);

        await Merge(node).LookAsync(CancellationToken.None);
        Assert.Equal(Off, node.Store.Current["item/shop/recommend"]);
        Assert.Equal(2, Folder.OutcomeOf("two")!.Revision);
        Assert.Equal(["two"], Folder.Read(out _).Select(act => act.Id));
        Assert.Contains("\"second\":\"lee\"", node.Store.Current["break-glass/two"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_torn_act_is_not_obeyed_in_part()
    {
        Folder.Drop(Act("one", ("item/shop/a", "1"), ("item/shop/b", "2")));
        var file = Path.Combine(Drop.FullName, "one.act");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^9]);

        Assert.Empty(Folder.Read(out var refused));
        Assert.StartsWith($"{file} is cut off", Assert.Single(refused), StringComparison.Ordinal);
    }

    public void Dispose() => _home.Delete(recursive: true);

    private EmergencyMerge Merge(PushHost node) => new(Folder, node.Store, TimeProvider.System, NullLogger<EmergencyMerge>.Instance);

    private static EmergencyAct Act(string id, params (string Key, string Value)[] changes) =>
        new(id, new DateTimeOffset(2026, 11, 11, 0, 3, 12, TimeSpan.Zero), "kim", "it burns", [.. changes.Select(change => new EmergencyChange(change.Key, change.Value, 1))]);
}
