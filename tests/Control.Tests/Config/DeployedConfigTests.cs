using System.Runtime.CompilerServices;
using Seawall.Client.Calls;
using Seawall.Client.Gates;
using Seawall.Client.Switches.Flags;
using Seawall.Control.Config;
using Seawall.Control.Config.Transfer;

namespace Seawall.Control.Tests.Config;

public sealed class DeployedConfigTests
{
    [Fact]
    public async Task What_a_fresh_site_is_filled_with_may_be_published_and_every_flag_and_role_of_it_is_read()
    {
        using var folder = new StoreFolder();
        var store = folder.Store;
        var files = new[] { "config", "alerts", "plans" }.Select(name => new DirectoryInfo(Path.Combine(Deploy(), name))).Where(found => found.Exists).SelectMany(found => found.GetFiles("*.json"));

        var outcome = await ConfigSeed.ApplyAsync(store, files, CancellationToken.None);

        Assert.Equal(new PublishOutcome.Published(1), outcome);
        Assert.Null(await ConfigSeed.ApplyAsync(store, files, CancellationToken.None));
        Assert.All(store.Current.Under("switch/"), entry => Assert.Empty(FlagReader.Check(entry.Key["switch/".Length..], entry.Value)));
        Assert.Empty(EdgeRules.Faults(store.Current));
        Assert.Empty(RoleEntries.Faults(store.Current, []));
        Assert.True(GateConnections.Parse(store.Current[GateConnections.Key]!, out var faults) is { } connections && connections.CapOf("batch") > 0, string.Join('\n', faults));
    }

    private static string Deploy([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "deploy"));
}
