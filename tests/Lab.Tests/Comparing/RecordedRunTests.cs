using Npgsql;
using Seawall.Lab.Comparing;
using Seawall.Lab.Packing;
using Seawall.Lab.Replay;
using Seawall.Testing;

namespace Seawall.Lab.Tests;

public sealed class RecordedRunTests
{
    private const string Schema =
        """
        CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, stock int NOT NULL);
        INSERT INTO items SELECT i, 'item ' || i, 10 FROM generate_series(1, 50) i;
        CREATE TABLE shops (id int PRIMARY KEY, name text NOT NULL);
        INSERT INTO shops SELECT i, repeat('shop ', 20000) || i FROM generate_series(1, 9) i;
        """;

    private static readonly string[] _workload =
    [
        "SELECT name FROM shops WHERE id <= 5",
        "SELECT name FROM shops ORDER BY id",
        "SELECT id FROM shops ORDER BY id",
        "SELECT name, stock FROM items WHERE id = 7",
        "UPDATE items SET stock = stock - 1 WHERE name LIKE 'item 1%'",
        "SELECT 1 / (id - 3) FROM shops WHERE id = 4",
        "SELECT clock_timestamp()",
        "COPY (SELECT id FROM shops) TO STDOUT",
    ];

    [Theory]
    [InlineData(ReplayMode.Saturate)]
    [InlineData(ReplayMode.Barrier)]
    public async Task A_run_on_equal_data_compares_clean(ReplayMode mode)
    {
        using PackedFolder packed = Pack();
        string file = Path.Combine(packed.Directory, "first.outcomes");
        ReplayReport recorded = await RunAsync(packed, await TargetDatabase.CreateAsync(Schema), o => o with { Record = file, Mode = mode });
        Assert.Equal(file, recorded.RecordedTo);
        ComparedReport compared = (await RunAsync(packed, await TargetDatabase.CreateAsync(Schema), o => o with { Compare = file, Mode = mode })).Compared!;
        Assert.True(compared.RecordingIsComplete);
        Assert.Equal((packed.Manifest.Statements, 0L), (compared.Statements, compared.OnlyInOne));
        Assert.Empty(compared.Digests.SelectMany(d => d.Samples).Select(s => $"{s.Kind} {s.Sql}"));
        Assert.Equal(["clock 1"], compared.Excluded.Select(e => $"{e.Reason} {e.Statements}"));
        Assert.Equal(compared.Statements - 1, compared.Same);
        Assert.StartsWith("PostgreSQL ", compared.RecordedServer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_kind_of_divergence_is_told_with_a_sample()
    {
        using PackedFolder packed = Pack();
        string file = Path.Combine(packed.Directory, "first.outcomes");
        await RunAsync(packed, await TargetDatabase.CreateAsync(Schema), o => o with { Record = file });
        string changed = Schema + "UPDATE shops SET name = 'another' WHERE id = 2; UPDATE shops SET id = 3 - 0 WHERE id = 3; UPDATE items SET stock = 11 WHERE id = 7;"
            + "UPDATE items SET name = 'renamed' WHERE id = 12; DELETE FROM shops WHERE id = 4; INSERT INTO shops VALUES (4, 'x'); UPDATE shops SET id = -id WHERE id IN (3, 4); UPDATE shops SET id = 3, name = 'four' WHERE id = -4; UPDATE shops SET id = 4 WHERE id = -3;";
        ComparedReport compared = (await RunAsync(packed, await TargetDatabase.CreateAsync(changed), o => o with { Compare = file })).Compared!;
        Assert.Equal(
            [
                "dml UPDATE items SET stock = stock - 1 WHERE name LIKE 'item 1%' 11 10",
                "queryData SELECT name FROM shops ORDER BY id 9 9",
                "queryData SELECT name FROM shops WHERE id <= 5 5 5",
                "queryDataOfWritten SELECT name, stock FROM items WHERE id = 7 1 1",
            ],
            compared.Digests.SelectMany(d => d.Samples).Select(s => $"{s.Kind} {s.Sql} {s.RecordedRows} {s.Rows}").Order(StringComparer.Ordinal));
        Assert.Equal((2L, 1L, 1L, 0L), (compared.QueryData, compared.QueryDataOfWritten, compared.Dml, compared.Errors));
    }

    [Fact]
    public async Task An_error_that_comes_is_told()
    {
        using PackedFolder packed = Pack();
        string file = Path.Combine(packed.Directory, "first.outcomes");
        await RunAsync(packed, await TargetDatabase.CreateAsync(Schema), o => o with { Record = file });

        string changed = Schema + "ALTER TABLE items DROP COLUMN stock;";
        ComparedReport compared = (await RunAsync(packed, await TargetDatabase.CreateAsync(changed), o => o with { Compare = file })).Compared!;
        Assert.Equal(["42703 SELECT name, stock FROM items WHERE id = 7", "42703 UPDATE items SET stock = stock - 1 WHERE name LIKE 'item 1%'"], compared.Digests.SelectMany(d => d.Samples).Where(s => s.Kind == "error").Select(s => $"{s.Error} {s.Sql}").Order(StringComparer.Ordinal));
        Assert.Equal(2, compared.Errors);
    }

    [Fact]
    public async Task A_recording_of_other_lanes_is_refused()
    {
        using PackedFolder packed = Pack();
        using PackedFolder other = PackedFolder.PackFile(Captures.Write(Captures.Statement("SELECT 1", rows: 1)));
        string target = await TargetDatabase.CreateAsync(Schema);
        string file = Path.Combine(packed.Directory, "first.outcomes");
        await RunAsync(packed, target, o => o with { Record = file });
        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(other, target, o => o with { Compare = file }));
        Assert.Contains("other lanes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_cut_anywhere_sums_to_the_same()
    {
        byte[] stream = [.. Message('T', 20), .. Message('D', 7), .. Message('D', 300), .. Message('D', 0), .. Message('d', 2), .. Message('C', 4), .. Message('Z', 1)];
        ResultSum whole = Sum(stream, stream.Length);
        Assert.NotEqual(default, whole);
        for (int size = 1; size < stream.Length; size++)
        {
            Assert.Equal(whole, Sum(stream, size));
        }
    }

    [Fact]
    public void Summing_rows_allocates_nothing()
    {
        byte[] stream = [.. Enumerable.Repeat(Message('D', 120), 100).SelectMany(m => m), .. Message('C', 4), .. Message('Z', 1)];
        var reader = new ReplyReader(sumsRows: true);
        Read(reader, stream);
        Assert.Equal(0, AllocationGauge.Of(100, () => Read(reader, stream)));
    }

    /// <summary>In chunks of 4000 bytes, so that rows are cut.</summary>
    private static void Read(ReplyReader reader, byte[] stream)
    {
        for (int at = 0; at < stream.Length; at += 4000)
        {
            ReadOnlySpan<byte> input = stream.AsSpan(at, Math.Min(4000, stream.Length - at));
            while (reader.Next(ref input, out _, out _))
            {
            }
        }

        _ = reader.TakeResult();
    }

    private static ResultSum Sum(byte[] stream, int chunk)
    {
        var reader = new ReplyReader(sumsRows: true);
        int seen = 0;
        for (int at = 0; at < stream.Length; at += chunk)
        {
            ReadOnlySpan<byte> input = stream.AsSpan(at, Math.Min(chunk, stream.Length - at));
            while (reader.Next(ref input, out _, out _))
            {
                seen++;
            }
        }

        Assert.Equal(2, seen);
        return reader.TakeResult();
    }

    private static byte[] Message(char type, int length) =>
        [(byte)type, 0, 0, (byte)((length + 4) >> 8), (byte)(length + 4), .. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];

    private static PackedFolder Pack() => PackedFolder.PackFile(Captures.Write([.. _workload.Select(sql => Captures.Statement(sql, rows: 1))]), new PackOptions { Lanes = 2 });

    private static Task<ReplayReport> RunAsync(PackedFolder packed, string target, Func<ReplayOptions, ReplayOptions> options) =>
        Replayer.RunAsync(options(new ReplayOptions { Lanes = packed.Directory, Target = target, WarmUp = TimeSpan.FromMilliseconds(50) }), TimeProvider.System, null, CancellationToken.None);
}
