using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Seawall.Control.Push;
using Seawall.Control.Shell;

namespace Seawall.Control.Changes;

/// <summary>How many instances have applied a revision, and which have not.</summary>
/// <param name="Known">All instances the config center knows of, connected or lately so.</param>
public sealed record Acks(int Applied, int Known, IReadOnlyList<string> Missing)
{
    private const int MostNamed = 20;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public bool IsComplete => Applied == Known;

    public static Acks Of(FleetView fleet, long revision)
    {
        var missing = fleet.Instances.Where(instance => instance.Acked is not { } acked || acked < revision || instance.Faults.Count > 0).ToList();
        return new Acks(fleet.Instances.Count - missing.Count, fleet.Instances.Count, [.. missing.Select(instance => instance.Instance).Order(StringComparer.Ordinal).Take(MostNamed)]);
    }

    /// <summary>An <c>acks</c> event at once, one after every change, and the end when all have applied it or two minutes are over.</summary>
    public static async IAsyncEnumerable<SseItem<string>> FollowAsync(
        Func<FleetView> look, long revision, Func<bool> signedIn, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var timer = new PeriodicTimer(Pace, time);
        Acks? told = null;
        do
        {
            var now = Of(look(), revision);
            if (told is null || now.Applied != told.Applied || now.Known != told.Known)
                yield return new SseItem<string>(JsonSerializer.Serialize(new { applied = now.Applied, known = now.Known, missing = now.Missing }), "acks") { ReconnectionInterval = StreamLimit.ComeBack };
            told = now;
            if (now.IsComplete)
                break;
        }
        while (signedIn() && time.GetElapsedTime(began) < Longest && await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        yield return new SseItem<string>("", "end");
    }
}
