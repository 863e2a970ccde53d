using Seawall.Control.Arming;
using Seawall.Control.Config;

namespace Seawall.Control.Tests.Plans;

/// <summary>Publishes at once, without asking processes to hold anything ready.</summary>
internal sealed class PlainPublisher(IConfigStore store, TimeProvider time) : IArmedPublisher
{
    public async Task<ArmedOutcome> PublishAsync(ArmedRequest request, CancellationToken ct)
    {
        var outcome = await store.PublishAsync(request.Publish, ct);
        return new ArmedOutcome(outcome, 0, 0, [], outcome is PublishOutcome.Published ? time.GetUtcNow() : null);
    }

    public Task<bool> CancelAsync(string id, string actor, string reason, CancellationToken ct) => Task.FromResult(false);
}
