using System.Globalization;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Capacity;

/// <summary>Names what stops the database, from what was seen at the knee.</summary>
internal static class LimitFinder
{
    public static LimitReport Find(MeasuredStep step, IReadOnlyList<DigestDemand> byCpu, Manifest manifest)
    {
        TimeShares? time = step.Step.Time;
        double cpu = step.CpuShare ?? 0;
        return step.Counts.GeneratorCpu >= StepRules.MostGeneratorCpu ? Generator(step)
            : cpu >= KneeFinder.SaturatedCpu ? Cpu(step, byCpu)
            : time is null ? None("the server's sessions could not be looked at")
            : time.Locks >= 0.3 ? Locks(step, time, manifest)
            : KneeFinder.IsMachineFull(step) ? Cpu(step, byCpu)
            : time.Io >= 0.3 || step.Step.DiskBusy >= KneeFinder.SaturatedDisk ? Io(step, time, byCpu)
            : time.Internal >= 0.3 ? Internal(step, time, manifest)
            : cpu >= 0.7 ? Cpu(step, byCpu)
            : time.Outside >= 0.4 ? Outside(step, time)
            : step.CpuShare is null && time.Cpu >= 0.5 ? Cpu(step, byCpu)
            : None(Say($"with {step.Step.Concurrency:0.#} in flight nothing was saturated: {Spent(time)}"));
    }

    /// <summary>
    /// Which step shows the limit best: the first at or past the knee. A single statement in flight waits for no other, so where more than one
    /// brings nothing it is the next step that shows why.
    /// </summary>
    public static MeasuredStep? At(IReadOnlyList<MeasuredStep> steps, KneeReport knee) =>
        steps.Where(s => s.Step.Valid && s.Step.Concurrency >= Math.Max(2, knee.Concurrency) * 0.999).OrderBy(s => s.Step.Concurrency).FirstOrDefault()
        ?? steps.Where(s => s.Step.Valid).MaxBy(s => s.Step.Concurrency)
        ?? (steps.Count > 0 ? steps[^1] : null);

    /// <summary>The time of statements in flight, in words.</summary>
    public static string Spent(TimeShares time)
    {
        (string Name, double Share)[] parts = [("processor", time.Cpu), ("input and output", time.Io), ("locks", time.Locks), ("inside waits", time.Internal), ("outside the server", time.Outside)];
        return string.Join(", ", parts.Where(p => p.Share >= 0.005).OrderByDescending(p => p.Share).Select(p => Say($"{p.Share:0%} {p.Name}")));
    }

    private static LimitReport Generator(MeasuredStep step) => new()
    {
        Resource = "generator",
        Evidence = Say($"the sending thread used {step.Counts.GeneratorCpu:0%} of its core: what was measured is the generator, not the database"),
        Share = Math.Min(1, step.Counts.GeneratorCpu),
    };

    private static LimitReport Cpu(MeasuredStep step, IReadOnlyList<DigestDemand> demands)
    {
        DigestDemand? most = demands.Count > 0 ? demands[0] : null;
        string throttled = step.Use.ThrottledSeconds > 0.01 ? Say($"; its cgroup was stopped for {step.Use.ThrottledSeconds:0.0} s of {step.Counts.Seconds:0.0} s") : "";
        string where = step.Use.ServerCores is { } cores
            ? Say($"the server used {cores:0.00} of {step.Allowance!.Cores:0.##} cores ({step.Allowance.Because}{throttled}), all processors of this machine were busy {step.Use.MachineCpu:0%}")
            : Say($"the server runs elsewhere; of the statements' time, {Spent(step.Step.Time!)}");
        return new LimitReport
        {
            Resource = "cpu",
            Evidence = most is null ? where : $"{where}; {Say($"{most.ShareOfLimit:0%}")} of it for one statement",
            Fingerprint = most?.Fingerprint,
            Sql = most?.Sql,
            Share = Math.Min(1, step.CpuShare ?? step.Step.Time?.Cpu ?? 0),
        };
    }

    private static LimitReport Locks(MeasuredStep step, TimeShares time, Manifest manifest)
    {
        List<LockWait> waits = step.Use.Activity.Locks;
        if (waits.Count == 0)
        {
            return new LimitReport { Resource = "locks", Evidence = Say($"{time.Locks:0%} of the statements' time went into waiting for locks; who held them was not seen"), Share = time.Locks };
        }

        var byStatement = waits.GroupBy(w => w.Fingerprint, StringComparer.Ordinal).MaxBy(g => g.Count())!;
        var byRelation = waits.Where(w => w.Relation.Length > 0).GroupBy(w => w.Relation, StringComparer.Ordinal).MaxBy(g => g.Count());
        var byRow = waits.Where(w => w.Row is not null).GroupBy(w => (w.Relation, w.Row)).MaxBy(g => g.Count());
        var byBlocker = waits.GroupBy(w => w.Blocker, StringComparer.Ordinal).MaxBy(g => g.Count())!;
        double among = (double)waits.Count(w => w.BlockedByLane) / waits.Count;
        double rows = (double)waits.Count(w => w.IsRowLock) / waits.Count;
        string sql = SqlOf(manifest, byStatement.Key);
        string on = byRow is not null ? $"row {byRow.Key.Row} of {byRow.Key.Relation}" : byRelation is not null ? $"{byRelation.Key}" : "an unnamed lock";
        bool hot = among >= 0.5 && rows >= 0.5 && byRow is not null && byRow.Count() >= 0.5 * waits.Count(w => w.Row is not null);
        return new LimitReport
        {
            Resource = hot ? "hot-row" : "locks",
            Evidence = Say($"{time.Locks:0%} of the statements' time went into waiting for locks, {(double)byStatement.Count() / waits.Count:0%} of it by one statement, on {on}; held by {byBlocker.Key}"),
            Fingerprint = byStatement.Key,
            Sql = sql,
            Share = time.Locks,
        };
    }

    private static LimitReport Io(MeasuredStep step, TimeShares time, IReadOnlyList<DigestDemand> demands)
    {
        DigestDemand? most = demands.MaxBy(d => d.IoMicros * d.PerSecondAtKnee);
        string names = string.Join(", ", step.Use.Activity.Events.Where(e => ActivitySampler.Of(e.Key[..e.Key.IndexOf(':', StringComparison.Ordinal)], e.Key[(e.Key.IndexOf(':', StringComparison.Ordinal) + 1)..]) == Waiting.ForIo).OrderByDescending(e => e.Value).Take(3).Select(e => e.Key));
        string disk = step.Step.DiskBusy is { } busy ? Say($"; the busiest disk had work {busy:0%} of the time") : "";
        string cache = step.Use.Database is { } database ? Say($"; {database.BlocksReadPerSecond:N0} blocks a second were not in the server's cache, {database.CacheHits:0%} were") : "";
        return new LimitReport
        {
            Resource = "io",
            Evidence = Say($"{time.Io:0%} of the statements' time went into input and output ({names}){disk}{cache}"),
            Fingerprint = most?.Fingerprint,
            Sql = most?.Sql,
            Share = Math.Max(time.Io, step.Step.DiskBusy ?? 0),
        };
    }

    private static LimitReport Internal(MeasuredStep step, TimeShares time, Manifest manifest)
    {
        var most = step.Use.Activity.ByDigest.MaxBy(d => d.Value[(int)Waiting.Inside]);
        string names = string.Join(", ", step.Use.Activity.Events.OrderByDescending(e => e.Value).Take(3).Select(e => e.Key));
        return new LimitReport
        {
            Resource = "locks",
            Evidence = Say($"{time.Internal:0%} of the statements' time went into waits inside the server that no transaction holds ({names})"),
            Fingerprint = most.Key,
            Sql = most.Key is null ? null : SqlOf(manifest, most.Key),
            Share = time.Internal,
        };
    }

    private static LimitReport Outside(MeasuredStep step, TimeShares time)
    {
        double millis = time.Outside * step.Step.MeanMicros / 1000;
        string cpu = step.CpuShare is { } share ? Say($"; the server used only {share:0%} of its processor") : "";
        return new LimitReport
        {
            Resource = "outside",
            Evidence = Say($"{millis:0.00} ms of the {step.Step.MeanMicros / 1000:0.00} ms of a statement passed outside the server, on the network or in a proxy{cpu}"),
            Share = time.Outside,
        };
    }

    private static LimitReport None(string evidence) => new() { Resource = "none", Evidence = evidence, Share = 0 };

    private static string SqlOf(Manifest manifest, string fingerprint) => manifest.Digests.FirstOrDefault(d => d.Fingerprint == fingerprint)?.Sql ?? "a statement that is not of the log";

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
