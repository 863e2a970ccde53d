using Seawall.Testing;

namespace Seawall.Topology.Tests;

public sealed class AddedInstancesTests : IDisposable
{
    private readonly TestHome _site = new();
    private readonly SiteTopology _topology = new()
    {
        Name = "test",
        Path = "/test.json",
        Processes =
        [
            new ProcessNode("catalog", "mall", new HostPort("127.0.0.1", 8082)) { Businesses = ["catalog"], Pool = 3 },
            new ProcessNode("web", "mall", new HostPort("127.0.0.1", 8080)) { Businesses = ["web"] },
        ],
    };

    public void Dispose() => _site.Dispose();

    [Fact]
    public void An_added_instance_is_as_the_process_it_was_added_to_at_its_own_address()
    {
        ProcessNode added = _topology.With(new AddedInstances { Added = [new AddedInstance("catalog-2", "catalog", "127.0.0.1:8182")] }).Process("catalog-2")!;
        Assert.Equal(("catalog", 8182, 3, "mall"), (added.Service, added.Listen.Port, added.Pool, added.Role));
        Assert.Equal(["catalog"], added.Businesses);
        Assert.Equal("catalog", _topology.Process("catalog")!.Service);
    }

    [Fact]
    public void What_is_stopped_is_gone_and_another_instance_stands_for_its_businesses()
    {
        SiteTopology now = _topology.With(new AddedInstances { Added = [new AddedInstance("catalog-2", "catalog", "127.0.0.1:8182")], Stopped = ["catalog"] });
        Assert.Equal(["catalog-2", "web"], now.Processes.Select(process => process.Name));
        Assert.Equal("catalog-2", now.ProcessOf("catalog")!.Name);
    }

    [Fact]
    public void What_the_topology_does_not_have_or_has_itself_is_left_out()
    {
        var added = new AddedInstances { Added = [new AddedInstance("trade-2", "trade", "127.0.0.1:8183"), new AddedInstance("web", "catalog", "127.0.0.1:8184"), new AddedInstance("catalog-2", "catalog", "nowhere")] };
        Assert.Equal(["catalog", "web"], _topology.With(added).Processes.Select(process => process.Name));
    }

    [Fact]
    public void What_is_changed_is_there_for_the_next_and_a_damaged_file_says_what_to_do()
    {
        Assert.Empty(AddedInstances.In(_site.Home).Added);
        AddedInstances.Change(_site.Home, now => now with { Added = [new AddedInstance("catalog-2", "catalog", "127.0.0.1:8182")] });
        AddedInstances.Change(_site.Home, now => now with { Stopped = ["catalog"] });
        AddedInstances read = AddedInstances.In(_site.Home);
        Assert.Equal(("catalog-2", "catalog"), (Assert.Single(read.Added).Name, Assert.Single(read.Stopped)));

        File.WriteAllText(_site.Home.Instances, "{");
        Assert.Contains("remove it", Assert.Throws<InvalidDataException>(() => AddedInstances.In(_site.Home)).Message, StringComparison.Ordinal);
    }
}
