using System.Diagnostics;
using System.Globalization;
using Seawall.Control.Config;
using Seawall.Control.Tests.Plans;

namespace Seawall.Control.Tests;

/// <summary>
/// This program started by hand with the path of a store: publishes to it until it is killed or the disk takes no more, each time the same new number under many keys,
/// and prints the outcome of each publish once it is known. Asked for a plan, it is a <see cref="PlanVictim"/>.
/// </summary>
internal static class Publisher
{
    public const int Keys = 20;

    public static async Task Main(string[] arguments)
    {
        if (arguments is [PlanVictim.Argument, var folder, var act, var point])
        {
            await PlanVictim.RunAsync(folder, act, point);
            return;
        }
        using var store = new SqliteConfigStore(arguments[0], TimeProvider.System);
        for (var number = store.Current.Revision + 1; ; number++)
        {
            var padding = new string('x', 400);
            var changes = Enumerable.Range(0, Keys).Select(key => new WantedChange($"item/test/k{key}", $$"""{"value":{"number":{{number}},"padding":"{{padding}}"} }""")).ToArray();
            var outcome = await store.PublishAsync(StoreFolder.Request(changes), CancellationToken.None);
            if (outcome is not PublishOutcome.Published published)
            {
                await Console.Out.WriteLineAsync($"{outcome.GetType().Name} at {store.Current.Revision}");
                return;
            }
            await Console.Out.WriteLineAsync(published.Revision.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Starts it on a store; with a largest size of files, in blocks of 1024 bytes, when one is given.</summary>
    public static Process Start(string store, int? largestFile = null)
    {
        var program = typeof(Publisher).Assembly.Location;
        // The runtime maps memory through a large file of its own unless it is told not to; a write past the limit must fail, not kill.
        var start = largestFile is null ? new ProcessStartInfo("dotnet", [program, store])
            : new ProcessStartInfo("bash", ["-c", $"trap '' XFSZ; ulimit -f {largestFile}; exec dotnet \"$0\" \"$1\"", program, store]);
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }
}
