using System.Diagnostics;
using Seawall.ConformanceBench;
using Seawall.Gate.Tests.Conformance;

// dotnet run -c Release --project bench/Conformance
// dotnet run -c Release --project bench/Conformance -- --rules
if (Arguments.Read(args) is not { } asked)
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}
long started = Stopwatch.GetTimestamp();
ConformanceReport report = await ConformanceRun.RunAsync(asked.Options, Console.Error.WriteLine);
Outcome outcome = Outcome.Of(report, asked.Options, Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1));
Console.WriteLine(outcome);
foreach (Explanation one in Explanations.All.Where(one => outcome.Explained.ContainsKey(one.Name)))
    Console.WriteLine($"  explained, {outcome.Explained[one.Name]} times: {one.Name}. {one.Reason}");
if (asked.IsWhole)
    await Results.KeepAsync(string.Join(' ', args), asked.Options.Judged ? "judged" : "plain", outcome);
if (asked.Json)
    Console.WriteLine(Results.Json(outcome));
return outcome.Unexplained == 0 ? 0 : 1;
