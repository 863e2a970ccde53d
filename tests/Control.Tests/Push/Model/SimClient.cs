using Seawall.Client.Config;
using Seawall.Client.Config.Kept;
using Seawall.Client.Config.Push;
using Seawall.Control.Push;

namespace Seawall.Control.Tests.Push.Model;

/// <summary>One client: the real session, a disk of two signed copies that can tear, and the checks of what it applies.</summary>
internal sealed class SimClient(SimHistory history, Random random)
{
    private static readonly byte[] Key = LastKnownGood.KeyOf("simulated");

    private byte[] _kept = [];
    private byte[] _former = [];
    private SimWire? _wire;
    private long _resumedFrom = -1;

    public ConfigSession Session { get; private set; } = new(ConfigSnapshot.Empty);

    public PushStream? Stream { get; private set; }

    public SimWire? Wire => _wire;

    /// <summary>The node to ask next.</summary>
    public int Node { get; private set; }

    public int Applied { get; private set; }

    public int Healed { get; private set; }

    public int Resumed { get; private set; }

    /// <summary>Asks a node as it asks over HTTP, and is answered as <see cref="PushEndpoints"/> answers.</summary>
    public void Connect(SimNode node, long now)
    {
        // One of several nodes asks the log before it answers a client that is ahead, and sends it away without a word on revisions when the log can't be asked.
        if (!node.Feed.IsAtLeast(Session.AtLeast) && node.HasLog)
        {
            if (!node.InTouch)
            {
                Follow(Session.Decide(new SessionEvent.Refused(TimeSpan.FromSeconds(1))));
                return;
            }
            node.CatchUp();
        }
        if (!node.Feed.IsAtLeast(Session.AtLeast))
        {
            Follow(Session.Decide(new SessionEvent.Behind(node.Feed.Head.State.Revision)));
            return;
        }
        var since = node.Feed.Resume(Session.Since, Session.Digest);
        _resumedFrom = Session.Since > 0 && node.Store.Visible > Session.Since && node.Store.Since(Session.Since) is not null && Session.Digest == history.At(Session.Since).Digest ? Session.Since : -1;
        Assert.True(_resumedFrom < 0 || since == _resumedFrom, $"resumable: asked to resume after {_resumedFrom}, begins at {since}");
        _wire = new SimWire(random);
        Stream = new PushStream(new InstanceRecord("sim", "1"), _wire, since);
        Stream.Advance(node.Feed, now);
    }

    /// <summary>Takes what has arrived, perhaps tampered with on the way.</summary>
    public void Read(Func<List<SessionEvent>, List<SessionEvent>> onTheWay)
    {
        if (_wire is null)
            return;
        var sent = _wire.Take();
        var arrived = onTheWay([.. sent]);
        // What the node promised says nothing of what is tampered with on the way.
        _resumedFrom = sent.SequenceEqual(arrived) ? _resumedFrom : -1;
        foreach (var happened in arrived)
        {
            if (!Take(happened))
                return;
        }
        if (_wire.Broken || _wire.Dropped)
            Follow(Session.Decide(SessionEvent.Lost.Now));
    }

    /// <summary>The process dies and starts again with what is on its disk, the newest copy torn perhaps.</summary>
    public void Crash(bool torn)
    {
        if (torn && _kept.Length > 0)
            _kept = _kept[..random.Next(_kept.Length)];
        var (body, _) = SignedFile.Read(LastKnownGood.Kind, _kept, Key);
        body ??= SignedFile.Read(LastKnownGood.Kind, _former, Key).Body;
        var start = body is not null && ConfigWire.Read(ConfigWire.Snapshot, body) is SessionEvent.Snapshot kept ? kept.Content : ConfigSnapshot.Empty;
        Assert.True(history.Has(start.Revision) && start.Digest == history.At(start.Revision).Digest, "a copy on the disk is a state that was published");
        Session = new ConfigSession(start);
        Leave();
    }

    private bool Take(SessionEvent happened)
    {
        var before = Session.Current;
        var decision = Session.Decide(happened);
        if (decision.Apply is { } next)
        {
            Assert.True(next.Revision > before.Revision, $"ordered, unique: {next.Revision} came after {before.Revision}");
            Assert.True(history.Has(next.Revision) && next.Digest == history.At(next.Revision).Digest, $"reliable: revision {next.Revision} holds something else than was published");
            Assert.True(next["item/pair/left"] == next["item/pair/right"], $"atomic: revision {next.Revision} is half a publish");
            Assert.True(_resumedFrom < 0 || happened is SessionEvent.Delta, $"resumable: revision {next.Revision} came whole, though {_resumedFrom} is still kept");
            Resumed += _resumedFrom < 0 ? 0 : 1;
            _resumedFrom = -1;
            Applied++;
            Keep(next);
        }
        else
        {
            Assert.Same(before, Session.Current);
        }
        if (happened is SessionEvent.Beat beat && decision.Next == SessionStep.ReadOn)
            Assert.True(Session.Current.Revision == beat.Revision && Session.Current.Digest == history.At(beat.Revision).Digest, $"bookmarkable: a beat of {beat.Revision} was taken at {Session.Current.Revision}");
        if (decision.Next == SessionStep.ReadOn)
            return true;
        Healed++;
        Follow(decision);
        return false;
    }

    private void Follow(SessionDecision decision)
    {
        if (decision.Next == SessionStep.NextNode)
            Node++;
        Leave();
    }

    private void Leave() => (_wire, Stream) = (null, null);

    private void Keep(ConfigSnapshot next)
    {
        if (random.Next(3) == 0)
            (_former, _kept) = (_kept.Length > 0 && SignedFile.Read(LastKnownGood.Kind, _kept, Key).Body is not null ? _kept : _former, SignedFile.Write(LastKnownGood.Kind, ConfigWire.Write(next), Key));
    }
}

/// <summary>One node: its view of the history and what it renders of it; both are new after a crash.</summary>
internal sealed class SimNode(SimHistory history, int retained, PushOptions options, Random random)
{
    public SimStore Store { get; } = new(history, retained);

    public PushFeed Feed { get; private set; } = new(new SimStore(history, retained), options, TimeProvider.System, random);

    /// <summary>True for one node of several, which a log keeps in step.</summary>
    public bool HasLog { get; init; }

    /// <summary>Whether a quorum of the log answers this node.</summary>
    public bool InTouch { get; set; } = true;

    /// <summary>Applies all that the log holds.</summary>
    public void CatchUp()
    {
        Store.Visible = history.Head.Revision;
        Feed.Refresh();
    }

    public void Start(long visible)
    {
        Store.Visible = visible;
        Feed = new PushFeed(Store, options, TimeProvider.System, random);
    }
}
