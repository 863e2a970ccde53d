using Seawall.Postgres.Capture;

namespace Seawall.Lab.Logs;

/// <summary>Reads a gate's capture as statement events.</summary>
public sealed class CaptureSource(CaptureReader reader) : EventSource
{
    /// <summary>Gates number their sessions apart from each other, so all captures are one origin.</summary>
    public override string Origin => "gate";

    public override string Format => "gate capture";

    /// <summary>Whence the capture comes.</summary>
    public CaptureHeader Header => reader.Header;

    public override string? MaskedBy => reader.Header.Masked ? $"key {reader.Header.KeyId} of {reader.Header.Gate}" : null;

    public override bool TryRead(out LogEvent next)
    {
        bool found = reader.TryRead(out CaptureRecord record);
        Tally.BytesRead = reader.BytesRead;
        Tally.BytesOfStatements = reader.RecordBytes;
        Tally.BytesOfOthers = reader.HeaderBytes;
        Tally.Skipped = new SkippedBytes { Broken = reader.BytesSkipped };
        Tally.Records = reader.Records;
        Tally.Events = reader.Records;
        Tally.Breaks = reader.DamagedRecords + (reader.IsTruncated ? 1 : 0);
        next = found ? Of(record.Event) : default;
        return found;
    }

    public override void Dispose() => reader.Dispose();

    private static LogEvent Of(CaptureEvent e) => new()
    {
        Kind = e.Kind switch
        {
            CaptureKind.Simple => EventKind.Simple,
            CaptureKind.Extended => EventKind.Extended,
            CaptureKind.Copy => EventKind.Copy,
            _ => EventKind.Function,
        },
        StartMicros = e.StartMicros,
        DurationMicros = e.DurationMicros,
        Session = e.Session,
        Sequence = e.Sequence,
        StatusBefore = e.StatusBefore,
        StatusAfter = e.StatusAfter,
        InPipeline = e.MoreBeforeSync,
        IsCut = e.Cut,
        Database = e.Database,
        User = e.User,
        Application = e.Application,
        Role = e.Role,
        Caller = e.Caller,
        Mark = e.Mark,
        Sql = e.Sql,
        Parameters = ParameterList.OfCapture(e.ParameterCount, e.ParameterTypes, e.ParameterFormats, e.ParameterValues),
        ResultFormats = e.ResultFormats,
        Rows = e.Rows,
        SqlState = e.SqlState,
    };
}
