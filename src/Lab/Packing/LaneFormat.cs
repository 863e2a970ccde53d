using System.Buffers.Binary;

namespace Seawall.Lab.Packing;

/// <summary>
/// The layout of a lane file, little-endian. Header: magic, lane i32, units i32. Unit: length i32 (whole record), number i32,
/// order i32, round i32, session i32, state i32, stateAfter i32, traits i32, start i64, steps i32, dependencies i32, then their numbers i32.
/// Step: wire length i32, statements i32, the statements (digest i32, rows i32, duration i32, 0 i32, start i64, sqlstate u64), the wire bytes.
/// A step is what is sent in one piece and answered by one ReadyForQuery.
/// </summary>
internal static class LaneFormat
{
    public const int HeaderLength = 16;
    public const int UnitHeaderLength = 48;
    public const int StepHeaderLength = 8;
    public const int StatementLength = 32;

    public static ReadOnlySpan<byte> Magic => "SWLANE1\n"u8;

    public static string FileName(int lane) => $"lane-{lane:0000}.swl";
}

/// <summary>A unit inside a lane file.</summary>
internal readonly ref struct LaneUnit(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Length => Int32(0);
    public int Number => Int32(4);
    public int Order => Int32(8);
    public int Round => Int32(12);
    public int Session => Int32(16);
    public int State => Int32(20);
    public int StateAfter => Int32(24);
    public UnitTraits Traits => (UnitTraits)Int32(28);
    public long StartMicros => BinaryPrimitives.ReadInt64LittleEndian(_bytes[32..]);
    public int Steps => Int32(40);
    public int Dependencies => Int32(44);
    public int DependsOn(int index) => Int32(LaneFormat.UnitHeaderLength + (4 * index));

    /// <summary>Offset of the first step within the record.</summary>
    public int FirstStep => LaneFormat.UnitHeaderLength + (4 * Dependencies);

    private int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes[at..]);
}

/// <summary>A step inside a unit.</summary>
internal readonly ref struct LaneStep(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int WireLength => BinaryPrimitives.ReadInt32LittleEndian(_bytes);
    public int Statements => BinaryPrimitives.ReadInt32LittleEndian(_bytes[4..]);
    public int Length => WireOffset + WireLength;
    public ReadOnlySpan<byte> Wire => _bytes.Slice(WireOffset, WireLength);
    public LaneStatement Statement(int index) => new(_bytes.Slice(LaneFormat.StepHeaderLength + (index * LaneFormat.StatementLength), LaneFormat.StatementLength));
    private int WireOffset => LaneFormat.StepHeaderLength + (Statements * LaneFormat.StatementLength);
}

/// <summary>What the log expects of one statement of a step; -1 unknown.</summary>
internal readonly ref struct LaneStatement(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Digest => BinaryPrimitives.ReadInt32LittleEndian(_bytes);
    public int Rows => BinaryPrimitives.ReadInt32LittleEndian(_bytes[4..]);
    public int DurationMicros => BinaryPrimitives.ReadInt32LittleEndian(_bytes[8..]);
    public long StartMicros => BinaryPrimitives.ReadInt64LittleEndian(_bytes[16..]);
    public ulong SqlState => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[24..]);
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Makes the rows of a statement's bytes unknown.</summary>
    public static void ForgetRows(Span<byte> statement) => BinaryPrimitives.WriteInt32LittleEndian(statement[4..], -1);
}
