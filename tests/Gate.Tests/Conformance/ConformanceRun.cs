using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Seawall.Gate.Tests.Conformance;

/// <summary>How much is compared.</summary>
/// <param name="Statements">Statements at most.</param>
/// <param name="Scenarios">Scenarios at most; those of <see cref="LiveScenarios"/> run when it is unlimited.</param>
/// <param name="EverySplit">Whether scripts are cut at every byte, or at a few.</param>
/// <param name="Judged">Whether a judge lets every statement wait, and asks rules that match nothing.</param>
internal sealed record ConformanceOptions(int Statements, int Scenarios, bool EverySplit, bool Judged, int Seed, int Workers);

/// <summary>Direct against through the gate, byte for byte after masking; several workers, each with a database of its own.</summary>
internal static class ConformanceRun
{
    public static async Task<ConformanceReport> RunAsync(ConformanceOptions options, Action<string> say)
    {
        ConformanceReport report = new(say);
        await using ConformanceSite site = await ConformanceSite.StartAsync(options.Workers, options.Judged);
        Random random = new(options.Seed);
        await EachAsync(site, "statements", Some(StatementCorpus.All, options.Statements, random), say, (database, seed) =>
        {
            StatementRun run = new(site, report, database, new Random(seed));
            return (run.Run, run);
        });
        IReadOnlyList<Scenario> scenarios = [.. SessionScenarios.All, .. StartScenarios.Of(site.Databases[0])];
        await EachAsync(site, "scenarios", Some(scenarios, options.Scenarios, random), say, (database, seed) =>
        {
            ScenarioRun run = new(site, report, database, options.EverySplit, new Random(seed));
            return (run.Run, run);
        });
        if (options.Scenarios >= scenarios.Count)
            await LiveScenarios.RunAsync(site, report);
        report.HeldBack = site.HeldBack;
        return report;
    }

    private static IReadOnlyList<T> Some<T>(IReadOnlyList<T> all, int most, Random random) => all.Count <= most ? all : [.. all.OrderBy(_ => random.Next()).Take(most)];

    private static async Task EachAsync<T>(
        ConformanceSite site, string what, IReadOnlyList<T> items, Action<string> say, Func<string, int, (Action<T> Run, IDisposable Owner)> worker)
    {
        ConcurrentQueue<T> left = new(items);
        long started = Stopwatch.GetTimestamp();
        int done = 0;
        await Task.WhenAll(site.Databases.Select((database, i) => Task.Factory.StartNew(
            () =>
            {
                (Action<T> run, IDisposable owner) = worker(database, i);
                using (owner)
                {
                    while (left.TryDequeue(out T? item))
                    {
                        run(item);
                        int now = Interlocked.Increment(ref done);
                        if (now % 250 == 0)
                            say(string.Create(CultureInfo.InvariantCulture, $"{now} of {items.Count} {what}, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"));
                    }
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        say(string.Create(CultureInfo.InvariantCulture, $"{items.Count} {what} in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
    }
}
