using FsCheck;
using FsCheck.Fluent;
using Seawall.Postgres.Capture;
using Seawall.Postgres.Protocol;

namespace Seawall.Postgres.Tests.Fuzz;

public sealed class WirePropertyTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(500);
    private static readonly Gen<byte[]> s_bytes = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf();
    private static readonly Gen<byte[]> s_text = Gen.Choose(1, 255).Select(b => (byte)b).ArrayOf();
    private static readonly Gen<byte[]?> s_value = Gen.Frequency((1, Gen.Constant<byte[]?>(null)), (4, s_bytes.Select(b => (byte[]?)b)));

    [Fact]
    public void Bind_round_trips() => Prop.ForAll(
        (from portal in s_text from statement in s_text from values in s_value.ArrayOf() select (portal, statement, values)).ToArbitrary(),
        sample =>
        {
            byte[] room = new byte[64 + sample.portal.Length + sample.statement.Length + sample.values.Sum(value => 4 + (value?.Length ?? 0))];
            MessageWriter writer = BindMessage.Begin(room, sample.portal, sample.statement, [1], sample.values.Length);
            foreach (byte[]? value in sample.values)
            {
                if (value is null)
                    writer.Null();
                else
                    writer.Value(value);
            }

            if (!BindMessage.TryEnd(ref writer, [0], out int written)
                || Frame.TryRead(room.AsSpan(0, written), out _, out ReadOnlySpan<byte> body, out _) != FrameStatus.Ok || !BindMessage.TryParse(body, out BindMessage bind))
                return false;
            bool same = bind.Portal.SequenceEqual(sample.portal) && bind.Statement.SequenceEqual(sample.statement) && bind.ParameterCount == sample.values.Length;
            ValueCursor read = bind.Values();
            foreach (byte[]? value in sample.values)
                same &= read.Next(out ReadOnlySpan<byte> got, out bool isNull) && isNull == value is null && got.SequenceEqual(value ?? []);
            return same;
        }).Check(s_config);

    [Fact]
    public void Parse_round_trips() => Prop.ForAll(
        (from name in s_text from sql in s_text from types in Gen.Choose(0, int.MaxValue).ArrayOf() select (name, sql, types)).ToArbitrary(),
        sample =>
        {
            uint[] types = Array.ConvertAll(sample.types, type => (uint)type);
            byte[] room = new byte[32 + sample.name.Length + sample.sql.Length + 4 * types.Length];
            if (!ParseMessage.TryWrite(room, sample.name, sample.sql, types, out int written)
                || Frame.TryRead(room.AsSpan(0, written), out _, out ReadOnlySpan<byte> body, out _) != FrameStatus.Ok || !ParseMessage.TryParse(body, out ParseMessage parse))
                return false;
            bool same = parse.Name.SequenceEqual(sample.name) && parse.Sql.SequenceEqual(sample.sql) && parse.TypeCount == types.Length;
            for (int i = 0; i < types.Length; i++)
                same &= parse.Type(i) == types[i];
            return same;
        }).Check(s_config);

    [Fact]
    public void Errors_round_trip() => Prop.ForAll(
        (from message in s_text from hint in s_text select (message, hint)).ToArbitrary(),
        sample =>
        {
            byte[] room = new byte[64 + sample.message.Length + sample.hint.Length];
            return ErrorFields.TryWrite(room, "ERROR"u8, "53000"u8, sample.message, default, sample.hint, out int written)
                && Frame.TryRead(room.AsSpan(0, written), out _, out ReadOnlySpan<byte> body, out _) == FrameStatus.Ok && ErrorFields.TryParse(body, out ErrorFields error)
                && error.Message.SequenceEqual(sample.message) && error[(byte)'H'].SequenceEqual(sample.hint) && error.SqlState.SequenceEqual("53000"u8);
        }).Check(s_config);

    [Fact]
    public void Captured_statements_round_trip() => Prop.ForAll(
        (from sql in s_bytes from user in s_bytes from values in s_bytes from numbers in Gen.Choose(-1, int.MaxValue).ArrayOf(4) select (sql, user, values, numbers)).ToArbitrary(),
        sample =>
        {
            var e = new CaptureEvent
            {
                Sql = sample.sql,
                User = sample.user,
                ParameterValues = sample.values,
                Rows = sample.numbers[0],
                DurationMicros = Math.Max(0, sample.numbers[1]),
                StartMicros = sample.numbers[2],
                Session = (ulong)sample.numbers[3],
            };
            var writer = new CaptureWriter();
            byte[] room = new byte[writer.MaxSize(e)];
            if (!writer.TryFormat(room, e, out int written) || !CaptureRecord.TryParse(room.AsSpan(0, written), out CaptureRecord record))
                return false;
            CaptureEvent read = record.Event;
            return read.Sql.SequenceEqual(sample.sql) && read.User.SequenceEqual(sample.user) && read.ParameterValues.SequenceEqual(sample.values)
                && read.Rows == e.Rows && read.DurationMicros == e.DurationMicros && read.StartMicros == e.StartMicros && read.Session == e.Session;
        }).Check(s_config);
}
