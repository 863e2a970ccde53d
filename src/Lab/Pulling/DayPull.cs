using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Seawall.Lab.Logs;
using Seawall.Postgres.Capture;
using Seawall.Topology;

namespace Seawall.Lab.Pulling;

/// <summary>
/// Pulls one day: fetches what the sources have of it, reads it, and leaves each statement once and without secrets in one capture. A day pulled
/// again is added to, never doubled. What a source lacks is said; the others still count.
/// </summary>
public sealed class DayPull(PullPlan plan, PulledDays days, HttpClient http, TimeProvider time)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    // The key that hides the values of any part of the day; then the whole day counts as masked.
    private string? _maskedBy;

    /// <summary>The bearer token of the site's gates; unset, none is sent.</summary>
    public string? GateToken { get; init; }

    /// <summary>Makes redacted values recognisable among each other; at least 16 bytes.</summary>
    public required ReadOnlyMemory<byte> RedactionKey { get; init; }

    public async Task<PullReport> RunAsync(LogDay day, IProgress<string>? progress, CancellationToken ct)
    {
        string folder = days.Folder(day.Name);
        string incoming = Path.Combine(folder, "incoming");
        PrivateFiles.CreateDirectory(folder);
        PrivateFiles.CreateDirectory(incoming);
        string draft = Path.Combine(folder, "day.part");
        try
        {
            var redaction = new Redaction(plan.RedactedColumns, RedactionKey);
            List<PulledSource> sources = [];
            using var writer = new DayWriter(draft, day, redaction);
            _maskedBy = null;
            // What was pulled before comes first, so that only what is new counts as the sources'.
            if (days.Has(day.Name))
                Read(days.Capture(day.Name), null, writer, _ => 0, ct);
            var digests = new HashSet<string>(StringComparer.Ordinal);
            foreach (PullSource source in plan.Sources)
                sources.Add(await PullAsync(source, day, incoming, writer, digests, progress, ct).ConfigureAwait(false));
            writer.Finish(days.Capture(day.Name), new CaptureHeader { Gate = "pull " + day.Name, Started = time.GetUtcNow(), Masked = _maskedBy is not null, KeyId = _maskedBy ?? "" });
            var report = new PullReport
            {
                Day = day.Name,
                At = time.GetUtcNow(),
                File = days.Capture(day.Name),
                Statements = writer.Statements,
                Duplicates = writer.Duplicates,
                OfOtherDays = writer.OfOtherDays,
                Redacted = redaction.Count,
                Complete = sources.TrueForAll(s => s.Problem is null && s.Files.All(f => f.Problem is null)),
                Removed = days.Prune(day.Date, plan.KeepDays),
                Sources = sources,
            };
            await File.WriteAllTextAsync(Path.Combine(folder, "pull.json"), JsonSerializer.Serialize(report, _json), ct).ConfigureAwait(false);
            return report;
        }
        finally
        {
            // Raw files hold secrets: none stays, whatever happened.
            Directory.Delete(incoming, recursive: true);
            File.Delete(draft);
        }
    }

    private async Task<PulledSource> PullAsync(
        PullSource source, LogDay day, string incoming, DayWriter writer, HashSet<string> digests, IProgress<string>? progress, CancellationToken ct)
    {
        progress?.Report($"fetching from {source.Name}");
        string folder = Directory.CreateDirectory(Path.Combine(incoming, Convert.ToHexStringLower(XxHash3.Hash(Encoding.UTF8.GetBytes(source.Name))))).FullName;
        List<FetchedFile> fetched = [];
        string? problem = null;
        try
        {
            await new LogFetcher(http, GateToken).FetchAsync(source, day, folder, fetched, ct).ConfigureAwait(false);
        }
        catch (FetchException e)
        {
            problem = e.Message;
        }
        List<PulledFile> files = [];
        foreach (FetchedFile file in fetched)
        {
            progress?.Report($"reading {file.Name}, {file.Bytes / 1e6:0.0} MB");
            files.Add(Take(source, file, writer, digests, ct));
            File.Delete(file.Path);
        }
        return new PulledSource
        {
            Name = source.Name,
            Kind = source switch { { Directory: not null } => "directory", { Command: not null } => "command", _ => "gates" },
            Problem = problem,
            Files = files,
        };
    }

    private PulledFile Take(PullSource source, FetchedFile file, DayWriter writer, HashSet<string> digests, CancellationToken ct)
    {
        bool same = !digests.Add(file.Sha256);
        (long statements, long duplicates, long others) = (writer.Statements, writer.Duplicates, writer.OfOtherDays);
        ReadOutcome outcome = same ? default : Read(file.Path, source.Prefix, writer, log => OriginOf(source, log), ct);
        return new PulledFile
        {
            Name = file.Name,
            Bytes = file.Bytes,
            Sha256 = file.Sha256,
            Format = outcome.Format ?? "",
            Statements = writer.Statements - statements,
            Duplicates = writer.Duplicates - duplicates,
            OfOtherDays = writer.OfOtherDays - others,
            BytesSkipped = outcome.Skipped,
            SameAsBefore = same,
            Problem = outcome.Problem,
        };
    }

    /// <summary>Gates number their sessions apart from each other; servers do not, so each source's are its own.</summary>
    private static ulong OriginOf(PullSource source, EventSource log) =>
        log is CaptureSource ? XxHash3.HashToUInt64("gate"u8) : XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{source.Name}\0{log.Origin}"));

    private ReadOutcome Read(string path, string? prefix, DayWriter writer, Func<EventSource, ulong> origin, CancellationToken ct)
    {
        if (new FileInfo(path).Length == 0)
            return new ReadOutcome("empty", 0, null);
        try
        {
            using EventSource log = EventSource.Open(path, prefix);
            ulong from = origin(log);
            if (log is CaptureSource { Header: { Masked: true } header })
                _maskedBy ??= header.KeyId;
            while (log.TryRead(out LogEvent e))
            {
                writer.Add(e, from);
                ct.ThrowIfCancellationRequested();
            }
            string? problem = log.Problem ?? (log.Tally.Balances ? log.Tally.BytesSkipped > 0 ? $"{log.Tally.BytesSkipped} bytes belong to no sound record" : null : "its bytes do not add up");
            return new ReadOutcome(log.Format, log.Tally.BytesSkipped, problem);
        }
        catch (InvalidDataException e)
        {
            return new ReadOutcome("unknown", new FileInfo(path).Length, e.Message);
        }
    }

    private readonly record struct ReadOutcome(string? Format, long Skipped, string? Problem);
}
