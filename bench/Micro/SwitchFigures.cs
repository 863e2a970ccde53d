using System.Diagnostics;
using System.Text.Json;
using Seawall.Client.Switches;

namespace Seawall.Micro;

/// <summary>The figures of <see cref="SwitchBenchmarks"/> in seconds, as bench/results/switches.json keeps them: nanoseconds, the best of many rounds, and bytes.</summary>
internal static class SwitchFigures
{
    private const int Rounds = 40;
    private const int Calls = 200_000;

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public static void Print()
    {
        var bench = new SwitchBenchmarks();
        bench.Publish();
        object[] figures =
        [
            .. Measure("the call's context alone", () => bench.Context() is null),
            .. Measure("rule on the role", bench.Role),
            .. Measure("rule on role and caller together", bench.RoleAndCaller),
            .. Measure("never published", bench.NeverPublished),
            .. Measure("text by role", () => bench.Text() is null),
            .. Measure("share of keys, evaluated", bench.ShareOfKeys),
        ];
        bench.Leave();
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                Bench = "switches",
                Command = "dotnet run -c Release --project bench/Micro -- --switches",
                At = DateTimeOffset.UtcNow,
                Machine = new { Processors = Environment.ProcessorCount, Runtime = $".NET {Environment.Version}" },
                Notes = new[] { $"{SwitchBoard.Current.Switches.Length} switches on the board. Each figure holds a call through a delegate, about a nanosecond." },
                Figures = figures,
            },
            s_json));
    }

    private static object[] Measure(string name, Func<bool> ask)
    {
        var (best, bytes) = (double.MaxValue, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var i = 0; i < Calls; i++)
                ask();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Calls);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
        }
        return
        [
            new { Name = "ns_per_check", Case = name, Unit = "ns", Seawall = Math.Round(best, 2) },
            new { Name = "bytes_per_check", Case = name, Unit = "bytes", Seawall = (double)bytes },
        ];
    }
}
