using Seawall.Mall.Traffic.Mix;

namespace Seawall.Mall.Traffic.Shoppers;

/// <summary>Sends what failed again, with the same form, so with the same key, until answered or out of patience.</summary>
internal sealed class Patience(Walk walk, TimeSpan limit, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public Task<Page> GetAsync(PageKind kind, string path, CancellationToken ct) => PersistAsync(() => walk.GetAsync(kind, path, ct), ct);

    public Task<Page> PostAsync(PageKind kind, string path, Dictionary<string, string> form, CancellationToken ct) =>
        PersistAsync(() => walk.PostAsync(kind, path, form, ct), ct);

    private async Task<Page> PersistAsync(Func<Task<Page>> send, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var page = await send();
            if (!page.MayPass || clock.GetElapsedTime(started) > limit)
                return page;
            await Task.Delay(Pause, clock, ct);
        }
    }
}
