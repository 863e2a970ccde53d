using Seawall.Postgres.Capture;
using Seawall.Postgres.Protocol;
using Seawall.Postgres.Tests.Capture;
using Xunit.Abstractions;

namespace Seawall.Postgres.Tests.Fuzz;

public sealed class WireFuzzTests(ITestOutputHelper output)
{
    private static readonly byte[] s_telling = [0, 1, 2, 4, 0x7F, 0x80, 0xFF, (byte)'S', (byte)'P', (byte)'Q'];

    [Fact]
    public void Broken_messages_are_refused_or_read_within_their_bytes()
    {
        Mutations mutations = Start(out int seed);
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bytes = mutations.Next();
            try
            {
                Read(bytes);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, round {i}: {Convert.ToHexString(bytes)}", e);
            }
        }
    }

    [Fact]
    public void Broken_captures_are_read_without_losing_count_of_a_byte()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] file = CaptureOf(8, out int head);
        for (int i = 0; i < 5_000; i++)
        {
            byte[] broken = file[..random.Next(head, file.Length + 1)];
            for (int k = random.Next(4); k > 0 && broken.Length > head; k--)
                broken[random.Next(head, broken.Length)] = (byte)random.Next(256);
            using CaptureReader reader = CaptureReader.Open(new MemoryStream(broken));
            while (reader.TryRead(out CaptureRecord record))
            {
                CaptureParameterCursor parameters = record.Parameters();
                while (parameters.Next(out _, out _))
                    _ = parameters.Type + (uint)parameters.Format;
            }

            Assert.True(
                broken.Length == reader.BytesRead && reader.BytesRead == reader.HeaderBytes + reader.RecordBytes + reader.BytesSkipped && reader.Records <= 8,
                $"seed {seed}, round {i}: read {reader.BytesRead} of {broken.Length}, records {reader.RecordBytes}, skipped {reader.BytesSkipped}");
        }
    }

    [Fact]
    public void Broken_records_with_a_sound_check_are_refused_or_read()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        byte[] room = new byte[512];
        new CaptureWriter().TryFormat(room, CaptureFileTests.Sample(1), out int size);
        var mutations = new Mutations(seed, [room[8..size]], s_telling);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] payload = mutations.Next();
            byte[] raw = [.. BitConverter.GetBytes(payload.Length), .. BitConverter.GetBytes(CaptureFormat.Check(payload)), .. payload];
            if (!CaptureRecord.TryParse(raw, out CaptureRecord record))
                continue;
            int values = 0;
            CaptureParameterCursor parameters = record.Parameters();
            while (parameters.Next(out _, out _))
                values++;
            Assert.True(values <= record.Event.ParameterCount && record.Event.Sql.Length < raw.Length, $"seed {seed}, round {i}: {Convert.ToHexString(raw)}");
        }
    }

    private Mutations Start(out int seed)
    {
        seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var corpus = new List<byte[]>();
        byte[] room = new byte[512];
        int size;
        QueryMessage.TryWrite(room, "select 1"u8, out size);
        corpus.Add(room[..size]);
        ParseMessage.TryWrite(room, "p"u8, "select $1"u8, [23, 25], out size);
        corpus.Add(room[..size]);
        MessageWriter bind = BindMessage.Begin(room, "a"u8, "b"u8, [0, 1], 2);
        bind.Value("12"u8);
        bind.Null();
        BindMessage.TryEnd(ref bind, [1, 0], out size);
        corpus.Add(room[..size]);
        ErrorFields.TryWrite(room, "ERROR"u8, "22012"u8, "division by zero"u8, "d"u8, "h"u8, out size);
        corpus.Add(room[..size]);
        StartupMessage.TryWrite(room, "u"u8, "d"u8, "a"u8, "o"u8, out size);
        corpus.Add(room[..size]);
        corpus.Add(Convert.FromHexString("540000003200026100000000000000000000170004FFFFFFFF0000620000000000000000000019FFFFFFFFFFFF0000"));
        corpus.Add(Convert.FromHexString("440000000F000200000001" + "31FFFFFFFF"));
        return new Mutations(seed, [.. corpus], s_telling);
    }

    private static void Read(ReadOnlySpan<byte> bytes)
    {
        if (FirstPacket.TryRead(bytes, out FirstPacket first) == FrameStatus.Ok)
        {
            _ = StartupMessage.TryParse(first, out StartupMessage startup) && startup.IsReplication;
            first.TryCancelKey(out _, out _);
        }

        if (Frame.TryRead(bytes, out _, out ReadOnlySpan<byte> body, out int consumed) == FrameStatus.Ok)
            Assert.Equal(body.Length + Frame.HeaderSize, consumed);
        else
            body = bytes;
        _ = QueryMessage.TryParse(body, out _);
        if (ParseMessage.TryParse(body, out ParseMessage parse))
            _ = parse.Type(parse.TypeCount - 1);
        if (BindMessage.TryParse(body, out BindMessage bind))
        {
            _ = bind.Format(bind.ParameterCount - 1);
            Count(bind.Values(), bind.ParameterCount);
        }

        _ = TargetMessage.TryParse(body, out _);
        _ = ExecuteMessage.TryParse(body, out _);
        if (FunctionCallMessage.TryParse(body, out FunctionCallMessage call))
            Count(call.Arguments(), call.ArgumentCount);
        _ = PasswordMessage.TryParseSaslInitial(body, out _, out _);
        _ = CopyMessages.TryParseResponse(body, out _, out _);
        if (AuthenticationMessage.TryParse(body, out AuthenticationMessage authentication))
            authentication.Offers("x"u8);
        _ = ParameterStatusMessage.TryParse(body, out _);
        _ = BackendKeyMessage.TryParse(body, out _);
        _ = ReadyMessage.TryParse(body, out _);
        _ = NotificationMessage.TryParse(body, out _);
        _ = NegotiateVersionMessage.TryParse(body, out _, out _);
        if (RowDescriptionMessage.TryParse(body, out RowDescriptionMessage rows))
        {
            while (rows.Next(out _))
            {
            }
        }

        if (DataRowMessage.TryParse(body, out DataRowMessage row))
            Count(row.Values(), row.ColumnCount);
        if (ParameterDescriptionMessage.TryParse(body, out ParameterDescriptionMessage types))
            _ = types.Type(types.Count - 1);
        if (CommandCompleteMessage.TryParse(body, out CommandCompleteMessage complete))
            _ = complete.Rows;
        if (ErrorFields.TryParse(body, out ErrorFields error))
            _ = error.SqlState.Length + error.Message.Length + error.Severity.Length;
    }

    private static void Count(ValueCursor values, int expected)
    {
        int count = 0;
        while (values.Next(out _, out _))
            count++;
        Assert.Equal(expected, count);
    }

    private static byte[] CaptureOf(int records, out int head)
    {
        var file = new MemoryStream();
        CaptureWriter.WriteHeader(file, new CaptureHeader { Gate = "g" });
        head = (int)file.Length;
        byte[] room = new byte[512];
        for (int i = 0; i < records; i++)
        {
            new CaptureWriter().TryFormat(room, CaptureFileTests.Sample(i), out int size);
            file.Write(room, 0, size);
        }

        return file.ToArray();
    }
}
