using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Control.Metrics.Keeping;
using Xunit;

namespace Seawall.Control.Tests.Metrics;

public sealed class MetricFilesTests : IDisposable
{
    private const long Noon = 1_791_000_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seawall-metrics-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Figures_survive_a_restart_and_only_a_torn_end_is_lost()
    {
        Fill(45);
        var newest = _folder.EnumerateFiles("s-*").MaxBy(file => file.Name)!;
        using (var torn = newest.Open(FileMode.Open))
            torn.SetLength(torn.Length - 3);
        var store = Loaded(Noon + 45);
        var column = store.Of("calls").Single();
        Assert.Equal("trade", column.Name.Label("process"));
        Assert.Equal(43, column.Seconds.Read(Noon + 43));
        Assert.Equal(float.NaN, column.Seconds.Read(Noon + 44));
        Assert.Equal(4.5f, column.Tens.Read(Noon / 10));
        Assert.Equal(34.5f, column.Tens.Read((Noon / 10) + 3));
        Assert.Equal(Noon, store.Since);
    }

    [Fact]
    public void Damage_anywhere_never_stops_the_start()
    {
        Fill(45);
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        foreach (var file in _folder.EnumerateFiles())
        {
            var whole = File.ReadAllBytes(file.FullName);
            for (var i = 0; i < 500; i++)
            {
                var bytes = whole[..random.Next(whole.Length)];
                for (var hit = 0; hit < 3 && bytes.Length > 0; hit++)
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 + random.Next(255));
                var failure = Record.Exception(() => SegmentReader.Read(bytes, new MetricStore(), (_, _, _) => { }));
                Assert.True(failure is null, $"seed {seed}: {failure}");
            }
        }
    }

    [Fact]
    public void Old_segments_are_deleted_so_that_the_disk_is_bounded()
    {
        Fill(3_000);
        Assert.InRange(_folder.EnumerateFiles("s-*").Count(), 1, 4);
        var tens = new SegmentSet(_folder, "t", 360, 49);
        tens.Trim(0);
        Assert.Single(_folder.EnumerateFiles("t-*"));
    }

    [Fact]
    public void Without_a_place_to_write_figures_are_still_kept_in_memory()
    {
        var blocked = new DirectoryInfo(Path.Combine(_folder.FullName, "file"));
        File.WriteAllText(blocked.FullName, "");
        using var files = new MetricFiles(blocked, NullLogger<MetricFiles>.Instance);
        var store = new MetricStore();
        files.Load(store, Noon);
        var column = store.Find(new ColumnName("calls", ColumnKind.Rate, []))!;
        column.Write(Noon, 7);
        store.Close(Noon);
        files.Write(store, Noon);
        Assert.Equal(7, column.Seconds.Read(Noon));
    }

    private void Fill(int seconds)
    {
        using var files = new MetricFiles(_folder, NullLogger<MetricFiles>.Instance);
        var store = new MetricStore();
        var column = store.Find(new ColumnName("calls", ColumnKind.Rate, [new("process", "trade")]))!;
        for (var second = Noon; second < Noon + seconds; second++)
        {
            if (store.Turns(second))
                files.CloseTen(store, store.Now / 10);
            column.Write(second, second - Noon);
            store.Close(second);
            files.Write(store, second);
        }
    }

    private MetricStore Loaded(long now)
    {
        using var files = new MetricFiles(_folder, NullLogger<MetricFiles>.Instance);
        var store = new MetricStore();
        files.Load(store, now);
        return store;
    }
}
