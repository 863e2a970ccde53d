using System.Buffers.Binary;
using System.Security.Cryptography;
using Seawall.Client.Config.Kept;

namespace Seawall.Client.Doors;

/// <summary>What happened in a room, in a file of its own: written before anybody hears of it, read when the process starts again.</summary>
/// <remarks>
/// <c>SWDOOR1\0</c>, epoch 4; then records of 17 bytes: kind 1, number 8, time 8 (Unix milliseconds), little-endian. A torn last record is not there. What is
/// written survives the process at once; a loss of power may take the last seconds, and those buyers' passes with them.
/// </remarks>
internal sealed class RoomJournal : IDisposable
{
    private const int Record = 17;
    private const int Head = 12;
    private const long MostBytes = 4 << 20;

    private readonly FileStream? _file;
    private readonly byte[] _buffer = new byte[Record];

    private long _length;

    private RoomJournal(FileStream? file, uint epoch) => (_file, Epoch, _length) = (file, epoch, file is { CanSeek: true } ? file.Length : 0);

    /// <summary>Which queue this is; numbers of another one count for nothing in it.</summary>
    public uint Epoch { get; }

    /// <summary>Whether it has grown so long that it should be written anew.</summary>
    public bool IsLong => _length > MostBytes;

    /// <summary>Whether the disk did not take something, so that it has to be written anew before it says anything more.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>A journal that keeps nothing: the queue ends with the process.</summary>
    public static RoomJournal None() => new(null, NewEpoch());

    /// <summary>Opens a room's journal, or begins one, and returns what it holds. Throws <see cref="IOException"/>.</summary>
    public static RoomJournal Open(string path, out IReadOnlyList<Entry> entries)
    {
        DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (bytes.Length < Head || !bytes.AsSpan(0, 8).SequenceEqual("SWDOOR1\0"u8))
        {
            entries = [];
            return Begin(path, NewEpoch(), []);
        }
        var found = new List<Entry>((bytes.Length - Head) / Record);
        for (var at = Head; at + Record <= bytes.Length; at += Record)
            found.Add(Entry.Read(bytes.AsSpan(at, Record)));
        entries = found;
        var file = Append(path);
        file.SetLength(Head + (long)found.Count * Record);
        file.Seek(0, SeekOrigin.End);
        return new RoomJournal(file, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)));
    }

    /// <summary>A journal on an open file.</summary>
    internal static RoomJournal On(FileStream file, uint epoch) => new(file, epoch);

    /// <summary>Writes a journal of the same queue that holds these entries only, and goes on with it; stays broken when the disk does not take it.</summary>
    public RoomJournal Rewrite(IReadOnlyList<Entry> entries)
    {
        if (_file is null)
            return this;
        try
        {
            var next = Begin(_file.Name, Epoch, entries);
            _file.Dispose();
            return next;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            IsBroken = true;
            return this;
        }
    }

    /// <summary>Never throws: a full disk must not keep buyers out. What is lost is written with the rest, as soon as it can be.</summary>
    public void Add(EntryKind kind, long number, long time)
    {
        if (_file is null || IsBroken)
            return;
        new Entry(kind, number, time).Write(_buffer);
        try
        {
            _file.Write(_buffer);
            _length += Record;
        }
        catch (IOException)
        {
            IsBroken = true;
        }
    }

    public void Dispose() => _file?.Dispose();

    private static RoomJournal Begin(string path, uint epoch, IReadOnlyList<Entry> entries)
    {
        var bytes = new byte[Head + entries.Count * Record];
        "SWDOOR1\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), epoch);
        for (var i = 0; i < entries.Count; i++)
            entries[i].Write(bytes.AsSpan(Head + i * Record, Record));
        DurableFile.Replace(path, bytes);
        return new RoomJournal(Append(path), epoch);
    }

    private static FileStream Append(string path)
    {
        // Unbuffered: every write is the system's before the call returns.
        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    private static uint NewEpoch() => BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(4));

    internal enum EntryKind : byte
    {
        /// <summary>The number was handed out.</summary>
        Issued = 1,

        /// <summary>Numbers up to this one have been called.</summary>
        Called = 2,

        /// <summary>The number has a pass, good until the time.</summary>
        Came = 3,

        /// <summary>The number was called and nobody came, or its buyer has left.</summary>
        Gone = 4,

        /// <summary>The room was emptied: numbers up to this one wait no more.</summary>
        Emptied = 5,

        /// <summary>So many were let in before what follows.</summary>
        Admitted = 6,

        /// <summary>The service said that nothing is left.</summary>
        SoldOut = 7,

        /// <summary>Rules came after that, and they decide.</summary>
        Reopened = 8,
    }

    internal readonly record struct Entry(EntryKind Kind, long Number, long Time)
    {
        public static Entry Read(ReadOnlySpan<byte> bytes) =>
            new((EntryKind)bytes[0], BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[9..]));

        public void Write(Span<byte> bytes)
        {
            bytes[0] = (byte)Kind;
            BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], Number);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[9..], Time);
        }
    }
}
