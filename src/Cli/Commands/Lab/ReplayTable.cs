using System.Globalization;
using Seawall.Lab.Comparing;
using Seawall.Lab.Replay;

namespace Seawall.Cli;

/// <summary>The replay's report for people.</summary>
internal static class ReplayTable
{
    private const int Rows = 15;

    public static void Write(ReplayReport report)
    {
        void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"ran        {report.Statements} statements in {report.Units} units, {report.Seconds:0.0} s, {report.StatementsPerSecond:0} a second{(report.Interrupted ? ", stopped before its end" : "")}");
        Line($"in flight  {report.InFlight.Mean:0.0} of {report.Lanes} on average, at least 95 % of them {report.InFlight.Share95:0.0%} of the time (head {report.InFlight.Head.Seconds:0.00} s, tail {report.InFlight.Tail.Seconds:0.00} s left out)");
        Line($"order      {report.OrderViolations} violations inside units; reordered {report.ReorderSeconds.Mean:0.000} s on average, {report.ReorderSeconds.Max:0.000} s at most");
        Line($"mix        differs by {report.DigestMixDifference:0.00%}");
        Line($"errors     {report.Errors.Same} same, {report.Errors.New} new, {report.Errors.Gone} gone, {report.Errors.Other} other, {report.Errors.AfterError} after another; {report.NotRun} statements not run, {report.UnitsCut} units cut");
        Line($"rows       {report.Rows.Same} same, {report.Rows.Different} different, {report.Rows.Unknown} unknown to the log");
        Line($"latency    {Millis(report.LatencyMicros.P50)} p50, {Millis(report.LatencyMicros.P95)} p95, {Millis(report.LatencyMicros.P99)} p99, {Millis(report.LatencyMicros.Max)} max");
        if (report.ReleaseSkewMicros is { } skew)
        {
            Line($"rounds     {report.Rounds}, released within {skew.Mean / 1000:0.00} ms on average, {skew.Max / 1000:0.00} ms at most");
        }

        Line($"cost       {report.CpuMicrosPerStatement:0.0} µs of processor a statement here; {report.Preludes} session set-ups");
        if (report.Relay is { InFlight: var counted })
        {
            Line($"relay      {counted.Mean:0.0} in flight on average, at least 95 % of the lanes {counted.Share95:0.0%} of {counted.Seconds:0.0} s");
        }

        if (report.RecordedTo is { } recorded)
        {
            Line($"recorded   {recorded}");
        }

        foreach (LeftOutReport left in report.LeftOut)
        {
            Line($"left out   {left.Statements} statements: {left.Reason}");
        }

        if (report.Compared is { } compared)
        {
            WriteCompared(compared);
        }

        foreach (string note in report.Notes)
        {
            Console.WriteLine($"note       {note}");
        }

        WriteDigests(report);
        foreach (ErrorSampleReport sample in report.ErrorSamples.Take(Rows))
        {
            Line($"error      {sample.SqlState} ×{sample.Count}: {sample.Message}  [{Plain.Cut(sample.Sql, 60)}]");
        }
    }

    private static void WriteCompared(ComparedReport compared)
    {
        void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"compared   {compared.Statements} statements with {compared.RecordedServer} of {compared.RecordedAt:yyyy-MM-dd HH:mm} UTC: {compared.Same} same");
        Line($"diverged   {compared.QueryData} query data, {compared.Dml} rows changed, {compared.Errors} errors");
        Line($"apart      {compared.QueryDataOfWritten} query data of tables the run writes, {compared.QueryDataAtLimit} at a LIMIT among equals, {compared.ErrorsOfConcurrency} errors of concurrency, {compared.AfterError} after an error, {compared.OnlyInOne} in one run only");
        foreach (ExcludedReport excluded in compared.Excluded)
        {
            Line($"chance     {excluded.Statements} statements of {excluded.Fingerprints} fingerprints not compared: {excluded.Reason}");
        }

        foreach (DivergenceSampleReport sample in compared.Digests.SelectMany(d => d.Samples).Take(Rows))
        {
            Line($"{sample.Kind,-10} {sample.RecordedError ?? $"{sample.RecordedRows} rows"} → {sample.Error ?? $"{sample.Rows} rows"}{(sample.OnlyOrderDiffers ? ", in another order" : "")}: {Plain.Cut(sample.Sql, 90)}");
        }
    }

    private static void WriteDigests(ReplayReport report)
    {
        var table = new Plain("calls", "captured p50", "replayed p50", "p95", "errors", "rows differ", "statement");
        foreach (DigestReport digest in report.Digests.Take(Rows))
        {
            table.Add(
                Plain.Number(digest.Statements),
                digest.CapturedMicros is { } captured ? Millis(captured.P50) : "?",
                Millis(digest.ReplayedMicros.P50),
                Millis(digest.ReplayedMicros.P95),
                Plain.Number(digest.NewErrors + digest.GoneErrors),
                Plain.Number(digest.DifferentRows),
                digest.Sql);
        }

        Console.WriteLine();
        table.Write("statements by total time");
    }

    private static string Millis(long micros) => string.Create(CultureInfo.InvariantCulture, $"{micros / 1000.0:0.00} ms");
}
