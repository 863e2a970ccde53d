using System.Diagnostics;
using Seawall.Control.Arming;
using Seawall.Control.Config;
using Seawall.Control.Plans;

namespace Seawall.Control.Tests.Plans;

/// <summary>A process that runs or undoes a plan and stands still at a point, to be killed there.</summary>
internal static class PlanVictim
{
    public const string Argument = "plan";
    public const string Plan = "fire";

    /// <summary>Of a folder with a store, <c>run</c> or <c>undo</c>, and <c>before</c> or <c>after</c> the publish.</summary>
    public static async Task RunAsync(string folder, string act, string point)
    {
        using var bench = new PlanBench(folder);
        bench.Publisher = store => new StandingStill(new PlainPublisher(store, bench.Clock), point);
        bench.Restart();
        if (act == "run")
            await bench.Desk.RunAsync(Plan, new PlanOrder("it burns"), PlanBench.Ann, default);
        else
            await bench.Desk.UndoAsync(Plan, "it is out", PlanBench.Ann, default);
    }

    public static Process Start(string folder, string act, string point) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(PlanVictim).Assembly.Location, Argument, folder, act, point]) { RedirectStandardOutput = true })!;

    private sealed class StandingStill(IArmedPublisher inner, string point) : IArmedPublisher
    {
        public async Task<ArmedOutcome> PublishAsync(ArmedRequest request, CancellationToken ct)
        {
            if (point == "before")
                await StandAsync();
            var outcome = await inner.PublishAsync(request, ct);
            await StandAsync();
            return outcome;
        }

        public Task<bool> CancelAsync(string id, string actor, string reason, CancellationToken ct) => inner.CancelAsync(id, actor, reason, ct);

        private static async Task StandAsync()
        {
            await Console.Out.WriteLineAsync("here");
            await Task.Delay(Timeout.Infinite);
        }
    }
}
