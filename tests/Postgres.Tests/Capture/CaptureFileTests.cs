using System.IO.Compression;
using System.Text;
using Seawall.Postgres.Capture;
using Seawall.Postgres.Protocol;

namespace Seawall.Postgres.Tests.Capture;

public sealed class CaptureFileTests
{
    private static readonly CaptureHeader s_header = new()
    {
        Gate = "gate-1",
        DatabaseHost = "127.0.0.1:15432",
        Started = new DateTimeOffset(2026, 11, 11, 0, 0, 0, TimeSpan.Zero),
    };

    [Fact]
    public void Every_field_comes_back_as_it_went_in()
    {
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(File(3)));
        Assert.Equal(s_header, reader.Header);
        Assert.True(reader.TryRead(out _));
        Assert.True(reader.TryRead(out CaptureRecord record));
        CaptureEvent e = record.Event;
        Assert.Equal((1_793_000_000_000_001, 250L, 18_000_000_000_000_000_001UL, 1u), (e.StartMicros, e.DurationMicros, e.Session, e.Sequence));
        Assert.Equal((CaptureKind.Extended, (byte)'T', (byte)'E'), (e.Kind, e.StatusBefore, e.StatusAfter));
        Assert.Equal((true, true, false, 12L, 345L), (e.MoreBeforeSync, e.Named, e.Cut, e.Rows, e.BytesReturned));
        Assert.Equal("main catalog Npgsql app web mark-1 23505", string.Join(" ", Text(e.Database), Text(e.User), Text(e.Application), Text(e.Role), Text(e.Caller), Text(e.Mark), Text(e.SqlState)));
        Assert.Equal("select $1, $2, $3", Text(e.Sql));
        CaptureParameterCursor parameters = record.Parameters();
        Assert.True(parameters.Next(out ReadOnlySpan<byte> value, out bool isNull));
        Assert.Equal(("1", false, 23u, (short)0), (Text(value), isNull, parameters.Type, parameters.Format));
        Assert.True(parameters.Next(out value, out isNull));
        Assert.Equal(("\u0001\u0002", false, 17u, (short)1), (Text(value), isNull, parameters.Type, parameters.Format));
        Assert.True(parameters.Next(out _, out isNull));
        Assert.Equal((true, 0u, (short)0), (isNull, parameters.Type, parameters.Format));
        Assert.False(parameters.Next(out _, out _));
        Assert.Equal([0, 1], e.ResultFormats.ToArray());
    }

    [Fact]
    public void Compressed_files_are_read_as_plain_ones()
    {
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(Compress(File(1000))));
        Assert.Equal(1000, CountRecords(reader));
        Assert.Equal((File(1000).LongLength, 0L, false), (reader.BytesRead, reader.BytesSkipped, reader.IsTruncated));
    }

    [Fact]
    public void A_file_cut_at_any_place_gives_its_whole_records_and_accounts_for_every_byte()
    {
        byte[] file = File(4);
        int head = HeadLength();
        int record = (file.Length - head) / 4;
        for (int cut = head; cut <= file.Length; cut++)
        {
            using CaptureReader reader = CaptureReader.Open(new MemoryStream(file, 0, cut));
            long records = CountRecords(reader);
            Assert.InRange(records, Math.Max(0, (cut - head) / record - 1), 4);
            Assert.Equal(cut, reader.BytesRead);
            Assert.Equal(cut, reader.HeaderBytes + reader.RecordBytes + reader.BytesSkipped);
            Assert.Equal(reader.BytesSkipped > 0, reader.IsTruncated);
        }
    }

    [Fact]
    public void A_compressed_file_cut_off_gives_what_can_be_decompressed()
    {
        byte[] file = Compress(File(2000));
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(file, 0, file.Length * 2 / 3));
        long records = CountRecords(reader);
        Assert.InRange(records, 1, 1999);
        Assert.True(reader.IsTruncated);
        Assert.Equal(reader.BytesRead, reader.HeaderBytes + reader.RecordBytes + reader.BytesSkipped);
    }

    [Fact]
    public void A_damaged_record_is_skipped_alone()
    {
        byte[] file = File(3);
        file[HeadLength() + 100] ^= 1;
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(file));
        Assert.Equal(2, CountRecords(reader));
        Assert.Equal(1, reader.DamagedRecords);
        Assert.Equal(file.Length, reader.HeaderBytes + reader.RecordBytes + reader.BytesSkipped);
    }

    [Fact]
    public void A_damaged_length_loses_the_rest_and_says_so()
    {
        byte[] file = File(3);
        file[HeadLength() + 3] = 0x7F;
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(file));
        Assert.Equal(0, CountRecords(reader));
        Assert.Equal(1, reader.DamagedRecords);
        Assert.Equal(file.Length, reader.HeaderBytes + reader.BytesSkipped);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("SWCAP1\n")]
    [InlineData("SWCAP2\n{}\n")]
    [InlineData("SWCAP1\nnot json\n")]
    [InlineData("<html>")]
    public void What_is_no_capture_is_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => CaptureReader.Open(new MemoryStream(Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void A_record_is_written_whole_or_not_at_all()
    {
        var writer = new CaptureWriter();
        byte[] room = new byte[512];
        CaptureEvent e = Sample(1);
        Assert.True(writer.TryFormat(room, e, out int size));
        Assert.InRange(size, 1, writer.MaxSize(e));
        Assert.True(writer.TryFormat(room.AsSpan(0, size), e, out int again));
        Assert.Equal(size, again);
        for (int length = 0; length < size; length++)
            Assert.False(writer.TryFormat(room.AsSpan(0, length), e, out _), $"a record of {size} bytes fitted into {length}");
    }

    internal static CaptureEvent Sample(int index) => new()
    {
        StartMicros = 1_793_000_000_000_000 + index,
        DurationMicros = 250,
        Session = 18_000_000_000_000_000_000 + (ulong)index,
        Sequence = (uint)index,
        Kind = CaptureKind.Extended,
        StatusBefore = ReadyMessage.InTransaction,
        StatusAfter = ReadyMessage.Failed,
        MoreBeforeSync = true,
        Named = true,
        Database = "main"u8,
        User = "catalog"u8,
        Application = "Npgsql"u8,
        Role = "app"u8,
        Caller = "web"u8,
        Mark = "mark-1"u8,
        Sql = "select $1, $2, $3"u8,
        ParameterCount = 3,
        ParameterTypes = (byte[])[0, 0, 0, 23, 0, 0, 0, 17],
        ParameterFormats = (byte[])[0, 0, 0, 1, 0, 0],
        ParameterValues = (byte[])[0, 0, 0, 1, (byte)'1', 0, 0, 0, 2, 1, 2, 255, 255, 255, 255],
        ResultFormats = (byte[])[0, 1],
        Rows = 12,
        BytesReturned = 345,
        SqlState = "23505"u8,
    };

    private static byte[] File(int records)
    {
        var file = new MemoryStream();
        CaptureWriter.WriteHeader(file, s_header);
        var writer = new CaptureWriter();
        byte[] room = new byte[512];
        for (int i = 0; i < records; i++)
        {
            Assert.True(writer.TryFormat(room, Sample(i), out int written));
            file.Write(room, 0, written);
        }

        return file.ToArray();
    }

    private static int HeadLength() => File(0).Length;

    private static byte[] Compress(byte[] plain)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(plain);
        return packed.ToArray();
    }

    private static long CountRecords(CaptureReader reader)
    {
        while (reader.TryRead(out _))
        {
        }

        return reader.Records;
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);
}
