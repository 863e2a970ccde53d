using System.Globalization;
using Seawall.Kernel;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Replay;

/// <summary>Draws the report from what the engine counted.</summary>
internal static class ReportWriter
{
    public static ReplayReport Write(ReplayEngine engine, bool interrupted)
    {
        Comparison comparison = engine.Comparison;
        Manifest manifest = engine.Plan.Manifest;
        double seconds = Math.Max(1, engine.EndedAt - engine.StartedAt) / 1e6;
        InFlightMeter meter = engine.Meter;
        return new ReplayReport
        {
            Mode = engine.Options.Mode.ToString().ToLowerInvariant(),
            Order = manifest.Order,
            Lanes = manifest.LaneCount,
            Target = $"{engine.Target.Address}/{engine.Target.Database}",
            Interrupted = interrupted,
            Passes = engine.Passes,
            Units = engine.UnitsEnded,
            UnitsCut = engine.UnitsCut,
            Statements = comparison.Statements,
            NotRun = comparison.NotRun,
            Seconds = seconds,
            StatementsPerSecond = comparison.Statements / seconds,
            InFlight = new FlightReport(meter.Run.Mean, meter.Run.Share95, Stretch(meter.Head), Stretch(meter.Tail)),
            OrderViolations = engine.Order.Violations,
            ReorderSeconds = new SpreadReport(engine.UnitsStarted == 0 ? 0 : engine.ReorderSumMicros / 1e6 / engine.UnitsStarted, engine.ReorderMaxMicros / 1e6),
            DigestMixDifference = MixDifference(manifest, comparison),
            Errors = new ErrorReport(comparison.SameErrors, comparison.NewErrors, comparison.GoneErrors, comparison.OtherErrors, comparison.AfterErrors),
            Rows = new RowReport(comparison.SameRows, comparison.DifferentRows, comparison.UnknownRows),
            LatencyMicros = Latency(comparison.Latency),
            ReleaseSkewMicros = engine.Barrier is { } barrier ? new SpreadReport(barrier.Skew.Mean, barrier.Skew.Max) : null,
            Rounds = engine.Barrier?.Rounds,
            Timeline = Timeline(engine.Timeline),
            LeftOut = [],
            Preludes = engine.Preludes,
            PreludeErrors = engine.PreludeErrors,
            PreludeError = engine.LastPreludeError,
            LanesLost = engine.LanesLost,
            CpuMicrosPerStatement = comparison.Statements == 0 ? 0 : (engine.CpuAtEnd - engine.CpuAtStart).TotalMicroseconds / comparison.Statements,
            Priority = engine.Raised,
            Notes = [.. Notes(engine)],
            Digests = Digests(manifest, comparison),
            ErrorSamples = [.. comparison.Samples.OrderByDescending(s => s.Count).Select(s => Sample(manifest, s))],
        };
    }

    private static List<SliceReport> Timeline(Timeline timeline)
    {
        double seconds = timeline.WidthMicros / 1e6;
        return [.. timeline.Slices.Select((s, i) => new SliceReport(Math.Round((i + 1) * seconds, 1), s.Statements / seconds, s.Area / timeline.WidthMicros, s.NewErrors))];
    }

    private static IEnumerable<string> Notes(ReplayEngine engine)
    {
        foreach (string warning in engine.Plan.Manifest.Warnings)
        {
            yield return $"packed: {warning}";
        }

        if (engine.Target.MissingUsers.Count > 0)
        {
            yield return $"the target lacks the logins {string.Join(", ", engine.Target.MissingUsers)}: their statements ran as {engine.Target.User}";
        }

        if (engine.Passes > 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"the log ran {engine.Passes} times: what a second pass writes again differs by right");
        }

        if (engine.Raised is null && engine.Options.Priority == SendPriority.Raised)
        {
            yield return "the sending thread runs at ordinary priority: on a busy machine lanes wait for the processor between statements; run as root";
        }
    }

    /// <summary>Half the sum of the differences between the two mixes' shares (total variation distance).</summary>
    private static double MixDifference(Manifest manifest, Comparison comparison)
    {
        double expected = manifest.Statements;
        double actual = comparison.Statements + comparison.NotRun;
        if (expected == 0 || actual == 0)
        {
            return 0;
        }

        double difference = 0;
        for (int i = 0; i < manifest.Digests.Count; i++)
        {
            difference += Math.Abs((manifest.Digests[i].Statements / expected) - ((comparison.Digests[i].Statements + comparison.Digests[i].NotRun) / actual));
        }

        return difference / 2;
    }

    private static List<DigestReport> Digests(Manifest manifest, Comparison comparison)
    {
        var reports = new List<DigestReport>();
        for (int i = 0; i < manifest.Digests.Count; i++)
        {
            DigestOutcome outcome = comparison.Digests[i];
            if (outcome.Statements + outcome.NotRun == 0)
            {
                continue;
            }

            reports.Add(new DigestReport
            {
                Fingerprint = manifest.Digests[i].Fingerprint,
                Sql = manifest.Digests[i].Sql,
                Statements = outcome.Statements,
                CapturedMicros = outcome.Captured is { } captured ? Latency(captured) : null,
                ReplayedMicros = outcome.Replayed is { } replayed ? Latency(replayed) : new LatencyReport(0, 0, 0, 0, 0),
                NewErrors = outcome.NewErrors,
                GoneErrors = outcome.GoneErrors,
                DifferentRows = outcome.DifferentRows,
                NotRun = outcome.NotRun,
            });
        }

        reports.Sort((a, b) => (b.ReplayedMicros.Mean * b.Statements).CompareTo(a.ReplayedMicros.Mean * a.Statements));
        return reports;
    }

    private static ErrorSampleReport Sample(Manifest manifest, ErrorSample sample) =>
        new(manifest.Digests[sample.Digest].Fingerprint, manifest.Digests[sample.Digest].Sql, sample.SqlState, sample.Message, sample.Count);

    private static StretchReport Stretch(InFlightMeter.Stretch stretch) => new(stretch.Micros / 1e6, stretch.Mean);

    private static LatencyReport Latency(LatencyHistogram histogram) =>
        new(histogram.Mean, histogram.ValueAt(0.5), histogram.ValueAt(0.95), histogram.ValueAt(0.99), histogram.Max);
}
