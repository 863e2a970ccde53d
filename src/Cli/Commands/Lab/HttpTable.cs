using System.Globalization;
using Seawall.Kernel;
using Seawall.Lab.Http;

namespace Seawall.Cli;

/// <summary>The report on an HTTP load for people.</summary>
internal static class HttpTable
{
    public static void Write(HttpReport report)
    {
        Line($"target     {string.Join(", ", report.Targets)}, {report.Connections} connections, {report.Arrivals}{(report.Interrupted ? "; stopped before its end" : "")}");
        if (report.Mode == HttpMode.Ramp)
        {
            Ramp(report);
        }
        else
        {
            Run(report);
        }

        foreach (string note in report.Notes)
        {
            Line($"note       {note}");
        }
    }

    private static void Run(HttpReport report)
    {
        HttpStep step = report.Steps[0];
        Line($"ran        {report.Interfaces.Sum(one => one.Requests)} requests in {report.Seconds:0.0} s, {step.PerSecond:0.#} a second{(step.OfferedPerSecond is { } offered ? string.Create(CultureInfo.InvariantCulture, $" of {offered:0.#} offered") : "")}, {step.Errors} errors, {step.Dropped} dropped");
        if (report.Mix is { } mix)
        {
            Line($"corrected  {Times(mix.Corrected)}   from the intended start: what users wait");
            Line($"sent       {Times(mix.Uncorrected)}   from the send: blind to the wait for a free connection");
        }

        Line($"generator  {step.GeneratorCpu:0%} of a core, requests left {Millis(step.LatenessP99Micros)} late (p99); Little's law off by {step.LittleError:0.0%}{(step.Valid ? "" : "; THE FIGURES DO NOT COUNT: " + step.Why)}");
        if (step.ServerCpuMicros is { } cpu)
        {
            Line($"server     {step.ServerCores:0.00} cores, {cpu:0} µs of processor time a request");
        }

        var table = new Plain("requests", "a second", "errors", "dropped", "p50", "p99", "max", "statuses", "interface");
        foreach (HttpInterfaceReport one in report.Interfaces)
        {
            table.Add(
                Plain.Number(one.Requests), string.Create(CultureInfo.InvariantCulture, $"{one.PerSecond:0.#}"), Plain.Number(one.Errors), Plain.Number(one.Dropped),
                Millis(one.Corrected.P50), Millis(one.Corrected.P99), Millis(one.Corrected.Max),
                string.Join(' ', one.Statuses.Select(status => string.Create(CultureInfo.InvariantCulture, $"{status.Status}×{status.Count}"))), Named(one));
        }

        table.Write("By interface, from the intended start");
    }

    private static void Ramp(HttpReport report)
    {
        var steps = new Plain("offered", "answered", "under way", "p50", "p99", "corrected", "errors", "server", "generator", "interface: verdict");
        foreach (HttpStep step in report.Steps)
        {
            steps.Add(
                step.OfferedPerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate:0.#}") : "–", string.Create(CultureInfo.InvariantCulture, $"{step.PerSecond:0.#}"),
                string.Create(CultureInfo.InvariantCulture, $"{step.Concurrency:0.#}"), Millis(step.P50Micros), Millis(step.P99Micros), Millis(step.CorrectedP99Micros), Plain.Number(step.Errors),
                step.ServerCores is { } cores ? string.Create(CultureInfo.InvariantCulture, $"{cores:0.00}") : "–", string.Create(CultureInfo.InvariantCulture, $"{step.GeneratorCpu:0%}"),
                $"{step.Interface}: {step.Why ?? (step.OfferedPerSecond is null ? "valid" : "passed")}");
        }

        steps.Write("Steps");
        var table = new Plain("carries a second", "p99 there", "server CPU", "limit", "interface");
        foreach (HttpInterfaceReport one in report.Mix is { } mix ? [.. report.Interfaces, mix] : report.Interfaces)
        {
            table.Add(
                one.CapacityPerSecond is { } capacity ? Rate(capacity) : "none passed", Millis(one.Corrected.P99),
                one.ServerCpuMicros is { } cpu ? string.Create(CultureInfo.InvariantCulture, $"{cpu:0} µs") : "–", one.Limit?.Resource ?? "–", Named(one));
        }

        table.Write(string.Create(CultureInfo.InvariantCulture, $"What each carries within p99 {report.SloMillis:0} ms and 1 % errors"));
        if (report.Knee is { } knee)
        {
            Line($"knee       {Rate(knee.PerSecond)} a second; {knee.Reason}");
        }

        if (report.Limit is { } limit)
        {
            Line($"limit      {limit.Resource}: {limit.Evidence}");
        }
    }

    private static string Named(HttpInterfaceReport one) => one.Method == "*" || one.Name == one.Path ? one.Name : $"{one.Name}  {one.Method} {one.Path}";

    private static string Rate(Interval rate) => rate.Low == rate.High
        ? string.Create(CultureInfo.InvariantCulture, $"at least {rate.Value:N0}")
        : string.Create(CultureInfo.InvariantCulture, $"{rate.Value:N0} ({rate.Low:N0} to {rate.High:N0})");

    private static string Times(HttpTimes times) => $"p50 {Millis(times.P50)}  p90 {Millis(times.P90)}  p99 {Millis(times.P99)}  p99.9 {Millis(times.P999)}  max {Millis(times.Max)}";

    private static string Millis(long micros) => micros >= 100_000
        ? string.Create(CultureInfo.InvariantCulture, $"{micros / 1000.0:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{micros / 1000.0:0.00} ms");

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
