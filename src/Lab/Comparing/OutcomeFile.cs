using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace Seawall.Lab.Comparing;

/// <summary>
/// What came of every statement of some lanes, in memory mapped from a file, little-endian. Header of 256 bytes: magic, identity of the lanes u64,
/// statements i64, recorded at i64 (Unix milliseconds), complete i32, length of the server's name i32, the name. Then 32 bytes a statement in the order
/// the lanes were prepared in: state u64 (SQLSTATE in the low five bytes, bit 63: it ran), rows i64, unordered sum u64, ordered sum u64.
/// </summary>
internal sealed unsafe class OutcomeFile : IDisposable
{
    private const int HeaderLength = 256;
    private const int EntryLength = 32;
    private const int NameAt = 40;
    private const ulong Ran = 1UL << 63;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _bytes;

    private OutcomeFile(MemoryMappedFile file, long statements, bool writes)
    {
        _file = file;
        Statements = statements;
        _view = file.CreateViewAccessor(0, 0, writes ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _bytes);
        _bytes += _view.PointerOffset;
    }

    private static ReadOnlySpan<byte> Magic => "SWOUT1\n\0"u8;

    public long Statements { get; }

    public DateTimeOffset RecordedAt => DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(Header[24..]));

    /// <summary>The recording ran all the lanes to their end.</summary>
    public bool IsComplete => BinaryPrimitives.ReadInt32LittleEndian(Header[32..]) != 0;

    /// <summary>The server that was recorded, as it names itself.</summary>
    public string Server => Encoding.UTF8.GetString(Header.Slice(NameAt, Math.Min(HeaderLength - NameAt, BinaryPrimitives.ReadInt32LittleEndian(Header[36..]))));

    private Span<byte> Header => new(_bytes, HeaderLength);

    /// <summary>A new file in which nothing has run yet.</summary>
    public static OutcomeFile Create(string path, ulong lanes, long statements, string server, DateTimeOffset at)
    {
        File.Delete(path);
        var map = MemoryMappedFile.CreateFromFile(path, FileMode.CreateNew, null, HeaderLength + (statements * EntryLength));
        var file = new OutcomeFile(map, statements, writes: true);
        Span<byte> header = file.Header;
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], lanes);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], statements);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], at.ToUnixTimeMilliseconds());
        byte[] name = Encoding.UTF8.GetBytes(server);
        int length = Math.Min(name.Length, HeaderLength - NameAt);
        BinaryPrimitives.WriteInt32LittleEndian(header[36..], length);
        name.AsSpan(0, length).CopyTo(header[NameAt..]);
        return file;
    }

    /// <summary>Opens a recording of these lanes; throws <see cref="InvalidDataException"/> when it is one of others.</summary>
    public static OutcomeFile Open(string path, ulong lanes, long statements)
    {
        long length = new FileInfo(path) is { Exists: true } info ? info.Length : throw new FileNotFoundException($"{path} does not exist. Make it with: seawall lab replay LANES --record {path}");
        if (length < HeaderLength)
        {
            throw new InvalidDataException($"{path} is no recording of a replay. Make one with: seawall lab replay LANES --record {path}");
        }

        var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var file = new OutcomeFile(map, (length - HeaderLength) / EntryLength, writes: false);
        ReadOnlySpan<byte> header = file.Header;
        string? fault = !header.StartsWith(Magic) ? "is no recording of a replay"
            : BinaryPrimitives.ReadUInt64LittleEndian(header[8..]) != lanes || file.Statements != statements
                ? "was recorded from other lanes, or with other options of what to leave out"
            : null;
        if (fault is null)
        {
            return file;
        }

        file.Dispose();
        throw new InvalidDataException($"{path} {fault}. Record these lanes first: seawall lab replay LANES --record {path}");
    }

    public Outcome this[long statement]
    {
        get
        {
            ReadOnlySpan<byte> entry = Entry(statement);
            ulong state = BinaryPrimitives.ReadUInt64LittleEndian(entry);
            var sum = new ResultSum { Sum = BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]), Ordered = BinaryPrimitives.ReadUInt64LittleEndian(entry[24..]) };
            return new Outcome((state & Ran) != 0, BinaryPrimitives.ReadInt64LittleEndian(entry[8..]), state & ~Ran, sum);
        }

        set
        {
            Span<byte> entry = Entry(statement);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, value.SqlState | (value.Ran ? Ran : 0));
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], value.Rows);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], value.Result.Sum);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[24..], value.Result.Ordered);
        }
    }

    public void Finish(bool complete)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Header[32..], complete ? 1 : 0);
        _view.Flush();
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private Span<byte> Entry(long statement) => (ulong)statement < (ulong)Statements
        ? new Span<byte>(_bytes + HeaderLength + (statement * EntryLength), EntryLength)
        : throw new ArgumentOutOfRangeException(nameof(statement), statement, "no such statement in the recording");
}
