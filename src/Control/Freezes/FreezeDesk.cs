using Seawall.Client.Config;
using Seawall.Control.Config;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Operators;

namespace Seawall.Control.Freezes;

/// <summary>Puts a freeze on, which one person may; and takes it off, which takes two, as every change does while it holds.</summary>
public sealed class FreezeDesk(IConfigStore store, ConfigDesk desk, ChangeGuard guard, TimeProvider time)
{
    /// <summary>What was agreed to or not while it holds.</summary>
    public SiteFreeze? Holding => guard.Frozen(store.Current);

    /// <param name="until">When it ends by itself; null when it is taken off by hand alone.</param>
    public Task<PublishOutcome> OnAsync(DateTimeOffset? until, string reason, string? source, Person by, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (until <= now)
            return Task.FromResult<PublishOutcome>(new PublishOutcome.Invalid([new KeyFault(SiteFreeze.Key, "until", "is past already")]));
        return PublishAsync(new SiteFreeze(now, until?.ToUniversalTime(), reason).Write(), "freeze-on", reason, source, by, ct);
    }

    public Task<PublishOutcome> OffAsync(string reason, string? source, Person by, CancellationToken ct) => PublishAsync(null, "freeze-off", reason, source, by, ct);

    private Task<PublishOutcome> PublishAsync(string? value, string action, string reason, string? source, Person by, CancellationToken ct) => desk.PublishAsync(
        new PublishRequest
        {
            Changes = [new WantedChange(SiteFreeze.Key, value, store.Current.Entries.GetValueOrDefault(SiteFreeze.Key)?.Revision ?? 0)],
            Actor = by.Name,
            Reason = reason,
            Action = action,
            Source = source,
        },
        by, ct);
}
