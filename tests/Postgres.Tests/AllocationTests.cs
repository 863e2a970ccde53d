using Seawall.Postgres.Capture;
using Seawall.Postgres.Protocol;
using Seawall.Postgres.Sql;
using Seawall.Postgres.Tests.Capture;
using Seawall.Testing;

namespace Seawall.Postgres.Tests;

/// <summary>The gate of the build: after warm-up the hot paths allocate nothing, to the byte.</summary>
public sealed class AllocationTests
{
    private static readonly byte[][] s_statements =
    [
        [.. "SELECT i.id, i.name, i.price_cents FROM catalog.items i JOIN catalog.categories c ON c.id = i.category_id WHERE c.slug = $1 AND i.price_cents BETWEEN 100 AND 5000 ORDER BY i.name LIMIT 20 /*application='catalog',caller='web',role='app',route='%2Fitems'*/"u8],
        [.. "insert into trade.order_lines (order_id, item_id, quantity) values ($1, $2, 3), ($4, $5, 6), ($7, $8, 9)"u8],
        [.. "with x as (select * from a where id in (1,2,3)) update b set y = x.y from x where b.id = x.id returning *"u8],
        [.. "begin; savepoint s1; update t set a = a + 1 where id = 7; rollback to s1; commit"u8],
    ];

    // As arrays: a collection expression of shorts allocates as long as its method is not optimised.
    private static readonly short[] s_text = [0];
    private static readonly short[] s_binary = [1];

    private readonly StatementAnalyzer _analyzer = new();
    private readonly byte[] _room = new byte[4096];

    [Fact]
    public void Analysing_a_statement_allocates_nothing() => AllocatesNothing(() =>
    {
        foreach (byte[] statement in s_statements)
        {
            _analyzer.Analyze(statement);
            if (_analyzer.Tag("role"u8).Length > 100 || _analyzer.TableCount > 10 || _analyzer.Facts.Fingerprint == 0)
                throw new InvalidOperationException("The analysis went wrong.");
        }
    });

    [Fact]
    public void Writing_a_captured_statement_allocates_nothing()
    {
        var writer = new CaptureWriter();
        CaptureEvent warm = CaptureFileTests.Sample(1);
        byte[] types = warm.ParameterTypes.ToArray();
        byte[] values = warm.ParameterValues.ToArray();
        AllocatesNothing(() =>
        {
            var e = new CaptureEvent { Sql = s_statements[0], User = "catalog"u8, Database = "main"u8, ParameterCount = 3, ParameterTypes = types, ParameterValues = values };
            if (!writer.TryFormat(_room, e, out _))
                throw new InvalidOperationException("The record did not fit.");
        });
    }

    [Fact]
    public void Writing_a_masked_statement_allocates_nothing()
    {
        var writer = new CaptureWriter(new Masking("0123456789abcdef"u8));
        AllocatesNothing(() =>
        {
            var e = new CaptureEvent { Sql = s_statements[1], User = "catalog"u8, Database = "main"u8 };
            if (!writer.TryFormat(_room, e, out _))
                throw new InvalidOperationException("The record did not fit.");
        });
    }

    [Fact]
    public void Reading_a_captured_statement_allocates_nothing()
    {
        const int Warm = 2000, Measured = 2000;
        var file = new MemoryStream();
        CaptureWriter.WriteHeader(file, new CaptureHeader());
        new CaptureWriter().TryFormat(_room, CaptureFileTests.Sample(1), out int written);
        for (int i = 0; i < Warm + Measured; i++)
            file.Write(_room, 0, written);
        file.Position = 0;
        using CaptureReader reader = CaptureReader.Open(file);
        long values = Read(reader, Warm);
        Assert.Equal(0, AllocationGauge.Of(Measured / 100, () => values += Read(reader, 100)));
        Assert.Equal(3 * (Warm + Measured), values);
    }

    [Fact]
    public void Reading_and_writing_messages_allocates_nothing() => AllocatesNothing(() =>
    {
        MessageWriter writer = BindMessage.Begin(_room, "p"u8, "s"u8, s_text, 2);
        writer.Value("42"u8);
        writer.Null();
        bool ok = BindMessage.TryEnd(ref writer, s_binary, out int written);
        ok &= Frame.TryRead(_room.AsSpan(0, written), out _, out ReadOnlySpan<byte> body, out _) == FrameStatus.Ok;
        ok &= BindMessage.TryParse(body, out BindMessage bind);
        ValueCursor values = bind.Values();
        while (values.Next(out _, out _))
        {
        }

        ok &= ErrorFields.TryWrite(_room, "ERROR"u8, "57014"u8, "stopped"u8, default, default, out written);
        ok &= Frame.TryRead(_room.AsSpan(0, written), out _, out body, out _) == FrameStatus.Ok && ErrorFields.TryParse(body, out ErrorFields error) && error.SqlState.Length == 5;
        if (!ok)
            throw new InvalidOperationException("A message did not round-trip.");
    });

    private static long Read(CaptureReader reader, int count)
    {
        long values = 0;
        for (int i = 0; i < count; i++)
        {
            if (!reader.TryRead(out CaptureRecord record))
                throw new InvalidOperationException($"The file ended at record {i} of {count}.");
            CaptureParameterCursor parameters = record.Parameters();
            while (parameters.Next(out _, out _))
                values++;
        }

        return values;
    }

    private static void AllocatesNothing(Action step)
    {
        for (int i = 0; i < 200; i++)
            step();
        Assert.Equal(0, AllocationGauge.Of(1000, step));
    }
}
