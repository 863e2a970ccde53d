using System.IO.Compression;
using Seawall.Lab.MySql;
using Seawall.Postgres.Capture;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.Logs;

/// <summary>Tells a log's format by its content: the one by which the most of its first bytes are sound records.</summary>
internal static class LogDetection
{
    private static readonly int[] _sampleSizes = [256 << 10, 16 << 20];

    public static EventSource Open(string path, string? prefix, SqlDialect mySql)
    {
        string name = Path.GetFileName(path);
        if (name.EndsWith(".swc", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".swc.gz", StringComparison.OrdinalIgnoreCase))
        {
            return new CaptureSource(CaptureReader.Open(path));
        }

        // What begins with much damage, or with one very long record, is looked at again further.
        foreach (int size in _sampleSizes)
        {
            byte[] sample = Sample(path, size);
            if (Choose(sample, prefix, mySql) is { } choice)
            {
                Stream content = Content(path);
                return choice(content);
            }

            if (sample.Length < size)
            {
                break;
            }
        }

        return new UnknownSource(Content(path), prefix);
    }

    /// <summary>The way to open what the sample shows; null when it fits no format.</summary>
    private static Func<Stream, EventSource>? Choose(byte[] sample, string? prefix, SqlDialect mySql)
    {
        // A csvlog or jsonlog without a fault is nothing else; looking for a prefix in it would only cost time.
        long csv = SoundBytes(new CsvLogReader(new MemoryStream(sample)), out bool faultless);
        if (faultless)
        {
            return content => new CsvLogReader(content);
        }

        long json = SoundBytes(new JsonLogReader(new MemoryStream(sample)), out faultless);
        if (faultless)
        {
            return content => new JsonLogReader(content);
        }

        long slow = SoundBytes(new SlowLogReader(new MemoryStream(sample), mySql));
        long general = SoundBytes(new GeneralLogReader(new MemoryStream(sample), mySql));
        if (Math.Max(slow, general) > sample.Length / 2)
        {
            return slow > general ? content => new SlowLogReader(content, mySql) : content => new GeneralLogReader(content, mySql);
        }

        PrefixChoice? choice = PrefixFinder.Find(sample, prefix);
        long stderr = choice is null ? 0 : SoundBytes(new StderrLogReader(new MemoryStream(sample), choice.Prefixes));
        long most = Math.Max(Math.Max(csv, json), Math.Max(stderr, Math.Max(slow, general)));
        return most == 0 ? null
            : most == slow ? content => new SlowLogReader(content, mySql)
            : most == general ? content => new GeneralLogReader(content, mySql)
            : most == csv ? content => new CsvLogReader(content)
            : most == json ? content => new JsonLogReader(content)
            : content => new StderrLogReader(content, choice!.Prefixes) { PrefixOrigin = choice.Origin };
    }

    private static long SoundBytes(EventSource source) => SoundBytes(source, out _);

    /// <summary>Bytes of sound records; faultless when nothing else is there but a last record cut off by the sample's end.</summary>
    private static long SoundBytes(EventSource source, out bool faultless)
    {
        using (source)
        {
            while (source.TryRead(out _))
            {
            }

            faultless = source.Tally.Records > 0 && source.Tally.Skipped is { NoRecord: 0, Broken: 0 };
            return source.Tally.BytesOfStatements + source.Tally.BytesOfOthers;
        }
    }

    private static byte[] Sample(string path, int size)
    {
        using Stream content = Content(path);
        byte[] sample = new byte[size];
        int length = 0;
        try
        {
            int read;
            while (length < size && (read = content.Read(sample, length, size - length)) > 0)
            {
                length += read;
            }
        }
        catch (InvalidDataException)
        {
            // The reader counts a damaged compression; what was unpacked before tells the format.
        }

        return sample[..length];
    }

    private static Stream Content(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        try
        {
            bool gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            return gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
