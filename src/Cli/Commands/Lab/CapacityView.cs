using System.Globalization;
using Seawall.Lab.Capacity;

namespace Seawall.Cli;

/// <summary>The measurement as it goes: each ended step is a line of the table on stderr; on a terminal the step under way stands below it.</summary>
internal sealed class CapacityView : IProgress<CapacityProgress>, IDisposable
{
    private const int Width = 110;
    private readonly bool _live = !Console.IsErrorRedirected;
    private bool _began;
    private bool _drew;

    public static string Head => $"{"in flight",9} {"offered/s",10} {"answered/s",11} {"p50 ms",9} {"p95 ms",9} {"p99 ms",9} {"corrected",10} {"server",7} {"generator",9}  counts";

    public static string Line(CapacityStep step) => string.Create(
        CultureInfo.InvariantCulture,
        $"{step.Concurrency,9:0.#} {(step.OfferedPerSecond is { } offered ? offered.ToString("N0", CultureInfo.InvariantCulture) : "–"),10} {step.PerSecond,11:N0} {step.P50Micros / 1000.0,9:0.00} {step.P95Micros / 1000.0,9:0.00} {step.P99Micros / 1000.0,9:0.00} {(step.OfferedPerSecond is null ? "–" : (step.CorrectedP99Micros / 1000.0).ToString("0.00", CultureInfo.InvariantCulture)),10} {Cpu(step),7} {step.GeneratorCpu,9:0%}  {(step.Valid ? "yes" : "no: " + step.Why)}");

    public void Report(CapacityProgress value)
    {
        if (value.Ended is { } ended)
        {
            Wipe();
            if (!_began)
            {
                Console.Error.WriteLine(Head);
                _began = true;
            }

            Console.Error.WriteLine(Line(ended));
            return;
        }

        if (_live)
        {
            string what = value.OfferedPerSecond is { } offered ? string.Create(CultureInfo.InvariantCulture, $"{offered:N0} statements/s offered") : string.Create(CultureInfo.InvariantCulture, $"{value.Concurrency:0} lanes busy");
            Console.Error.Write("\r" + string.Create(CultureInfo.InvariantCulture, $"{value.Phase}  {what}  {value.PerSecond:N0}/s  p95 {value.P95Micros / 1000.0:0.00} ms").PadRight(Width));
            _drew = true;
        }
    }

    public void Dispose() => Wipe();

    private void Wipe()
    {
        if (_drew)
        {
            Console.Error.Write("\r" + new string(' ', Width) + "\r");
            _drew = false;
        }
    }

    private static string Cpu(CapacityStep step) => step is { ServerCores: { } used, ServerCoresAllowed: { } allowed } ? string.Create(CultureInfo.InvariantCulture, $"{used / allowed:0%}") : "?";
}
