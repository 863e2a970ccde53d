using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Seawall.Postgres.Capture;

namespace Seawall.Gate.Capturing;

/// <summary>
/// The capture files of one gate, written by one thread: <c>yyyyMMdd-HHmmss-n.swc</c>, readable by their owner only, ended by size or age and
/// then compressed to <c>.swc.gz</c>. Values are masked here, before they reach the disk, unless the options say otherwise.
/// </summary>
internal sealed class CaptureFiles : IDisposable
{
    private const int RecordRoom = 64 * 1024;
    private const int LengthPrefix = sizeof(int) * 2;

    private readonly GateOptions _options;
    private readonly TimeProvider _time;
    private readonly Masking? _masking;
    private readonly CaptureWriter _maskedFormat;
    private byte[] _masked = new byte[RecordRoom];
    private FileStream? _file;
    private DateTimeOffset _began;
    private int _number;
    private Task _compressing = Task.CompletedTask;
    private long _dropped;
    private long _closed;

    public CaptureFiles(GateOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        if (!options.CaptureClear)
            _masking = new Masking(options.CaptureKey.IsEmpty ? RandomNumberGenerator.GetBytes(32) : options.CaptureKey.Span);
        _maskedFormat = new CaptureWriter(_masking);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(options.CaptureDirectory!);
        else
            Directory.CreateDirectory(options.CaptureDirectory!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // What a killed gate left behind.
        foreach (string left in Directory.GetFiles(options.CaptureDirectory!, "*.swc"))
            Compress(left);
    }

    public string? Current => _file?.Name;

    public long Dropped => Volatile.Read(ref _dropped);

    public long Closed => Volatile.Read(ref _closed);

    /// <summary>Appends whole records; when the disk refuses they are counted as dropped, and the next call tries a new file.</summary>
    public void Write(ReadOnlySpan<byte> records, long count)
    {
        try
        {
            _file ??= Begin();
            if (_masking is null)
                _file.Write(records);
            else
                WriteMasked(_file, records);
            _file.Flush();
        }
        catch (IOException)
        {
            Interlocked.Add(ref _dropped, count);
            End();
        }
    }

    public void RotateIfDue(bool asked)
    {
        if (_file is not null && (asked || _file.Length >= _options.CaptureFileBytes || _time.GetUtcNow() - _began >= _options.CaptureFileAge))
            End();
    }

    /// <summary>Calls when every file that was ended so far is compressed.</summary>
    public void WhenFinished(Action done) =>
        _ = _compressing.ContinueWith(_ => done(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    public void Dispose()
    {
        End();
        ((IAsyncResult)_compressing).AsyncWaitHandle.WaitOne();
    }

    private FileStream Begin()
    {
        _began = _time.GetUtcNow();
        string stamp = _began.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        FileStream file = new(Path.Combine(_options.CaptureDirectory!, $"{stamp}-{++_number}.swc"), options);
        CaptureWriter.WriteHeader(file, new CaptureHeader
        {
            Gate = _options.Name,
            DatabaseHost = string.Join(',', _options.Upstreams.Values.Distinct(StringComparer.Ordinal)),
            Started = _began,
            Masked = _masking is not null,
            KeyId = _masking?.KeyId ?? "",
        });
        return file;
    }

    private void End()
    {
        if (_file is null)
            return;
        string name = _file.Name;
        _file.Dispose();
        _file = null;
        Interlocked.Increment(ref _closed);
        Compress(name);
    }

    private void WriteMasked(FileStream file, ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            int length = LengthPrefix + BitConverter.ToInt32(records);
            if (!CaptureRecord.TryParse(records[..length], out CaptureRecord record))
                throw new IOException("A captured statement does not read back; the rest of this buffer is given up.");
            records = records[length..];
            CaptureEvent captured = record.Event;
            int room = _maskedFormat.MaxSize(captured);
            if (_masked.Length < room)
                _masked = new byte[room];
            _maskedFormat.TryFormat(_masked, captured, out int written);
            file.Write(_masked.AsSpan(0, written));
        }
    }

    // One file after the other, so that a burst of rotations does not take every core.
    private void Compress(string file) =>
        _compressing = _compressing.ContinueWith(_ => CompressFile(file), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private void CompressFile(string file)
    {
        string draft = file + ".gz.part";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (FileStream from = File.OpenRead(file))
            using (FileStream to = new(draft, options))
            using (GZipStream gzip = new(to, CompressionLevel.Fastest))
                from.CopyTo(gzip);
            File.Move(draft, file + ".gz", overwrite: true);
            File.Delete(file);
            RemoveOldest();
        }
        catch (IOException)
        {
            // The plain file stays and is just as readable; the next start tries again.
        }
    }

    // Names begin with the time, so their order is the order of age; the newest file always stays.
    private void RemoveOldest()
    {
        FileInfo[] kept = [.. new DirectoryInfo(_options.CaptureDirectory!).GetFiles("*.swc.gz").OrderBy(f => f.Name, StringComparer.Ordinal)];
        long total = kept.Sum(f => f.Length);
        foreach (FileInfo oldest in kept.SkipLast(1))
        {
            if (total <= _options.CaptureTotalBytes)
                return;
            total -= oldest.Length;
            oldest.Delete();
        }
    }
}
