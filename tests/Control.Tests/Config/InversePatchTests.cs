using Seawall.Client.Config;
using Seawall.Control.Config;
using Seawall.Control.Config.History;

namespace Seawall.Control.Tests;

public sealed class InversePatchTests
{
    [Fact]
    public async Task Undoing_a_merged_break_glass_act_takes_its_values_back_and_keeps_the_record_that_it_was_merged()
    {
        using var folder = new StoreFolder();
        await folder.SetAsync(StoreFolder.Item("limit", 1));
        await folder.SetAsync(StoreFolder.Item("limit", 9), new WantedChange(ConfigKeys.BreakGlass + "20261111-000312-4f1c", """{"reason":"a flood"}"""));
        var history = new ConfigHistory(folder.Store);
        WantedChange[] expected = [StoreFolder.Item("limit", 1, expected: 2)];
        Assert.Equal(expected, (await history.UndoOfAsync(2, default))!.Changes);
        Assert.Equal(expected, (await history.RollbackToAsync(1, null, default))!.Changes);
    }
}
