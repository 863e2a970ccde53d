using Seawall.Gate.Tracking;
using Seawall.Postgres.Capture;

namespace Seawall.Gate.Capturing;

/// <summary>
/// Takes completed statements from the loops and leaves the writing to a thread of its own. A loop only formats into memory;
/// when the writer is behind by a whole buffer the statement is dropped and counted, never waited for.
/// </summary>
internal sealed class CaptureSink : IDisposable
{
    private const int BufferSize = 4 << 20;
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _work = new();
    private readonly CaptureWriter _format = new();
    private readonly CaptureFiles _files;
    private readonly Thread _writer;
    private byte[] _filling = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private byte[] _writing = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private int _filled;
    private long _filledRecords;
    private long _captured;
    private long _dropped;
    private TaskCompletionSource? _rotation;
    private volatile bool _stopping;

    public CaptureSink(GateOptions options, TimeProvider time)
    {
        _files = new CaptureFiles(options, time);
        _writer = new Thread(Run) { Name = $"{options.Name}-capture", IsBackground = true };
        _writer.Start();
    }

    /// <summary>The file written now; null before the first statement.</summary>
    public string? CurrentFile => _files.Current;

    /// <summary>Statements handed to the writer.</summary>
    public long Captured => Volatile.Read(ref _captured);

    /// <summary>Statements given up: writer behind, too long to hold, or a disk that failed.</summary>
    public long Dropped => Volatile.Read(ref _dropped) + _files.Dropped;

    /// <summary>Files finished since the start.</summary>
    public long FilesClosed => _files.Closed;

    /// <summary>Ends the current file; done when all that was captured before lies in finished files. The next statement begins a new one.</summary>
    public Task RotateAsync()
    {
        Task done;
        lock (_gate)
            done = (_rotation ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        _work.Set();
        return done;
    }

    public void Record(in CompletedRequest done, long startUnixMicros)
    {
        CaptureEvent captured = EventOf(done, startUnixMicros);
        lock (_gate)
        {
            if (!_format.TryFormat(_filling.AsSpan(_filled), captured, out int written))
            {
                _dropped++;
                return;
            }
            _filled += written;
            _filledRecords++;
            _captured++;
            if (_filled < BufferSize / 2)
                return;
        }
        _work.Set();
    }

    public void Dispose()
    {
        _stopping = true;
        _work.Set();
        _writer.Join();
        _files.Dispose();
        _work.Dispose();
    }

    private static CaptureEvent EventOf(in CompletedRequest done, long startUnixMicros)
    {
        StatementText statement = done.Statement;
        SessionIdentity session = done.Session;
        CaptureEvent captured = new()
        {
            StartMicros = startUnixMicros,
            DurationMicros = done.DurationMicros,
            Session = session.Number,
            Sequence = done.Sequence,
            Kind = statement.IsCopy ? CaptureKind.Copy : done.IsSimple ? CaptureKind.Simple : CaptureKind.Extended,
            StatusBefore = done.StatusBefore,
            StatusAfter = done.StatusAfter,
            MoreBeforeSync = done.IsPipelined,
            Named = statement.IsNamed,
            Cut = statement.IsCut || done.Portal is { IsCut: true },
            Database = session.Database.Utf8,
            User = session.Login.Utf8,
            Application = (statement.Application.Utf8.Length > 0 ? statement.Application : session.Application).Utf8,
            Role = statement.Role.Utf8,
            Caller = statement.Caller.Utf8,
            Mark = statement.Mark.Utf8,
            Sql = statement.Sql.Span,
            ParameterTypes = statement.ParameterTypes.Span,
            Rows = done.Rows,
            BytesReturned = done.BytesReturned,
            SqlState = done.SqlState,
        };
        if (done.Portal is null)
            return captured;
        if (BoundValues.TryRead(done.Portal.Values.Span, out BoundValues bound))
        {
            captured.ParameterCount = bound.Count;
            captured.ParameterFormats = bound.Formats;
            captured.ParameterValues = bound.Values;
            captured.ResultFormats = bound.ResultFormats;
        }
        else
        {
            captured.Cut = true;
        }
        return captured;
    }

    private void Run()
    {
        while (!_stopping)
        {
            _work.Wait(s_longestWait);
            _work.Reset();
            WriteFilled();
        }
        WriteFilled();
    }

    private void WriteFilled()
    {
        int length;
        long records;
        TaskCompletionSource? rotation;
        lock (_gate)
        {
            (_filling, _writing) = (_writing, _filling);
            (length, records, rotation) = (_filled, _filledRecords, _rotation);
            (_filled, _filledRecords, _rotation) = (0, 0, null);
        }
        if (length > 0)
            _files.Write(_writing.AsSpan(0, length), records);
        _files.RotateIfDue(rotation is not null);
        if (rotation is not null)
            _files.WhenFinished(rotation.SetResult);
    }
}
