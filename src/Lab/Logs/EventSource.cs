using System.IO.Compression;
using Seawall.Postgres.Capture;

namespace Seawall.Lab.Logs;

/// <summary>A log read once from front to end as statement events.</summary>
public abstract class EventSource : IDisposable
{
    /// <summary>Where the bytes went; final once <see cref="TryRead"/> returned false.</summary>
    public InputTally Tally { get; } = new();

    /// <summary>Names the server or gate the sessions belong to: session numbers are unique only within it.</summary>
    public abstract string Origin { get; }

    /// <summary>What hides the values, null when they are clear.</summary>
    public virtual string? MaskedBy => null;

    /// <summary>The next event, valid until the next call; false at the end of the input.</summary>
    public abstract bool TryRead(out LogEvent next);

    public abstract void Dispose();

    /// <summary>Opens a gate capture (<c>.swc</c>) or a csvlog (any other name), either also compressed by gzip (<c>.gz</c>).</summary>
    public static EventSource Open(string path)
    {
        string name = Path.GetFileName(path);
        if (name.EndsWith(".swc", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".swc.gz", StringComparison.OrdinalIgnoreCase))
        {
            return new CaptureSource(CaptureReader.Open(path));
        }

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        try
        {
            Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
            return new CsvLogReader(content);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
