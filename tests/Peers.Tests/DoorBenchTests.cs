using Seawall.Peers.Door;

namespace Seawall.Peers.Tests;

public sealed class DoorBenchTests
{
    [Fact]
    public async Task Five_thousand_buyers_for_a_hundred_places_keep_order_and_reach_nothing_else()
    {
        // nginx is not asked: what is judged is the door.
        DirectoryInfo work = Directory.CreateTempSubdirectory("seawall-door-bench-");
        try
        {
            DoorRun run = await DoorRun.OfAsync(new BenchContext(quick: true, "/", work.FullName, "", TextWriter.Null), Path.Combine(AppContext.BaseDirectory, "Seawall.Peers"), 5_000, 100, 500, CancellationToken.None);
            Assert.Equal((100, 0, 0L, 0L), (run.Buyers.Admitted, run.Buyers.Overtakers, run.Buyers.WrongNumbers, run.Buyers.Errors));
            Assert.Equal(200, run.Seen.Requests);
            Assert.Equal(0, run.Buyers.Unaware);
            Assert.InRange(run.Seen.Connections, 1, 501);
            Assert.InRange(run.Buyers.MostInside, 1, DoorRun.Inside);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}
