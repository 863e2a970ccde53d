using Seawall.Client.Config;
using Seawall.Control.Config;

namespace Seawall.Control.Tests.Push.Model;

/// <summary>What was published, all of it: the truth that every client is held against.</summary>
internal sealed class SimHistory
{
    private readonly List<ConfigSnapshot> _states = [ConfigSnapshot.Empty];
    private readonly List<ConfigChange> _changes = [];

    public ConfigSnapshot Head => _states[^1];

    public ConfigSnapshot At(long revision) => _states[(int)revision];

    public bool Has(long revision) => revision >= 0 && revision < _states.Count;

    public IReadOnlyList<ConfigChange> Between(long after, long upTo) => [.. _changes.Where(change => change.Revision > after && change.Revision <= upTo)];

    public void Publish(IEnumerable<(string Key, string? Value)> wanted)
    {
        var revision = Head.Revision + 1;
        ConfigChange[] changes = [.. wanted.Select(change => new ConfigChange(change.Key, change.Value, revision))];
        _changes.AddRange(changes);
        _states.Add(Head.With(revision, changes));
    }
}

/// <summary>One node's view of the history: it may lag behind it, and has the last changes only.</summary>
internal sealed class SimStore(SimHistory history, int retained) : IConfigStore
{
    /// <summary>The newest revision that this node has heard of.</summary>
    public long Visible { get; set; }

    public ConfigSnapshot Current => history.At(Visible);

    public ConfigDelta? Since(long revision) => revision > Visible || revision < Visible - retained ? null
        : new ConfigDelta(revision, Visible, Current.Digest, history.Between(revision, Visible));

    public Task WaitPastAsync(long revision, CancellationToken cancellationToken) => throw new NotSupportedException("the simulation says when a node looks");

    public Task<PublishOutcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken) => throw new NotSupportedException("the simulation publishes");
}
