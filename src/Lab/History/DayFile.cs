using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Seawall.Lab.History;

/// <summary>
/// A kept day as a file: <c>SWDAY</c>, version, then two parts, the summary and the rest, each as length (4 bytes), length unpacked (4), XXH3-64 (8)
/// and its bytes, packed by Brotli. Numbers are little-endian. A part whose hash differs is never used.
/// </summary>
internal static class DayFile
{
    public const int Version = 1;
    private const int HeaderLength = 8;
    private const int PartHeaderLength = 16;
    private const int LongestPart = 512 << 20;

    public static void Write(string path, KeptDay day) => Write(path, day, DaySummary.Of(day));

    /// <summary>Writes a day whose summary tells more than what is left of it.</summary>
    public static void Write(string path, KeptDay day, DaySummary summary)
    {
        string unfinished = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write("SWDAY"u8);
                file.Write([Version, 0, 0]);
                WritePart(file, output => DayParser.Write(output, summary));
                WritePart(file, output => DayParser.WriteRest(output, day));
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Reads the summary only. Throws <see cref="InvalidDataException"/> on damage.</summary>
    public static DaySummary ReadSummary(string path)
    {
        using FileStream file = Open(path);
        return DayParser.ReadSummary(ReadPart(file));
    }

    /// <summary>Reads all of a day. Throws <see cref="InvalidDataException"/> on damage.</summary>
    public static KeptDay Read(string path)
    {
        using FileStream file = Open(path);
        DaySummary summary = DayParser.ReadSummary(ReadPart(file));
        return DayParser.ReadRest(summary, ReadPart(file));
    }

    private static FileStream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            Span<byte> header = stackalloc byte[HeaderLength];
            int read = file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
            if (read < HeaderLength || !header.StartsWith("SWDAY"u8))
            {
                throw DayCodec.Damaged("it does not begin as one");
            }

            return header[5] == Version ? file : throw new InvalidDataException($"The day file has version {header[5]}, this program knows {Version}.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void WritePart(FileStream file, Action<IBufferWriter<byte>> write)
    {
        var content = new ArrayBufferWriter<byte>(1 << 16);
        write(content);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(content.WrittenSpan);
        }

        Span<byte> header = stackalloc byte[PartHeaderLength];
        BinaryPrimitives.WriteInt32LittleEndian(header, (int)packed.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], content.WrittenCount);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], XxHash3.HashToUInt64(packed.GetBuffer().AsSpan(0, (int)packed.Length)));
        file.Write(header);
        file.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    private static byte[] ReadPart(FileStream file)
    {
        Span<byte> header = stackalloc byte[PartHeaderLength];
        if (file.ReadAtLeast(header, PartHeaderLength, throwOnEndOfStream: false) < PartHeaderLength)
        {
            throw DayCodec.Damaged("it is cut short");
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        int unpacked = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (length < 0 || length > file.Length - file.Position || unpacked is < 0 or > LongestPart)
        {
            throw DayCodec.Damaged("it is cut short");
        }

        byte[] packed = new byte[length];
        file.ReadExactly(packed);
        if (XxHash3.HashToUInt64(packed) != BinaryPrimitives.ReadUInt64LittleEndian(header[8..]))
        {
            throw DayCodec.Damaged("its checksum differs");
        }

        byte[] content = new byte[unpacked];
        return BrotliDecoder.TryDecompress(packed, content, out int written) && written == unpacked ? content : throw DayCodec.Damaged("it can't be unpacked");
    }
}
