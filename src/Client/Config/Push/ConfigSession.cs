namespace Seawall.Client.Config.Push;

/// <summary>
/// One client of the config center as a state machine without wire, clock or chance: which revision stands, what to ask for, what to do with what comes.
/// It only ever moves forward and only to states whose digest is the sender's, so that an update lost, doubled, swapped or torn is found at the next event.
/// </summary>
/// <remarks>Not for several threads at once.</remarks>
public sealed class ConfigSession(ConfigSnapshot start)
{
    /// <summary>The longest wait before a new attempt, whatever failed how often.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>So many answers in a row that the center is at an older revision, and it was set back: its word is taken.</summary>
    public const int SetBackAfter = 6;

    private static readonly TimeSpan _firstWait = TimeSpan.FromMilliseconds(500);
    private int _failures;
    private int _behind;
    private bool _whole;
    private bool _setBack;

    /// <summary>What stands: the newest state that came whole.</summary>
    public ConfigSnapshot Current { get; private set; } = start;

    /// <summary>The revision to resume after; 0 asks for everything.</summary>
    public long Since => _whole || _setBack ? 0 : Current.Revision;

    /// <summary>The digest of what stands at <see cref="Since"/>.</summary>
    public ulong Digest => Since == 0 ? 0 : Current.Digest;

    /// <summary>The lowest revision that an answer is good for; a node that is not there yet must say so.</summary>
    public long AtLeast => _setBack ? 0 : Current.Revision;

    /// <summary>How long a stream may be silent: two beats, as the sender last told them.</summary>
    public TimeSpan Patience { get; private set; } = TimeSpan.FromSeconds(30);

    public SessionDecision Decide(SessionEvent happened) => happened switch
    {
        SessionEvent.Snapshot snapshot => Take(snapshot),
        SessionEvent.Delta delta => Take(delta.Content),
        SessionEvent.Beat beat => Compare(beat),
        SessionEvent.Torn torn => AskForAll($"an event was torn: {torn.Why}"),
        SessionEvent.Behind behind => Distrust(behind),
        SessionEvent.Refused refused => new SessionDecision(null, SessionStep.NextNode, Backoff(), refused.RetryAfter is not { } asked ? default : asked < LongestWait ? asked : LongestWait),
        _ => new SessionDecision(null, SessionStep.NextNode, Backoff()),
    };

    private SessionDecision Take(SessionEvent.Snapshot snapshot)
    {
        var content = snapshot.Content;
        if (content.Digest != snapshot.Digest)
            return AskForAll($"the snapshot of revision {content.Revision} does not have the digest it was sent with");
        if (content.Revision < Current.Revision && !_setBack)
            return Distrust(new SessionEvent.Behind(content.Revision));
        var same = content.Revision == Current.Revision && content.Digest == Current.Digest;
        Heard();
        (_whole, _setBack) = (false, false);
        return same ? SessionDecision.ReadOn : Apply(content);
    }

    private SessionDecision Take(ConfigDelta delta)
    {
        if (delta.Revision <= Current.Revision)
            return SessionDecision.ReadOn;
        if (delta.From > Current.Revision)
            return Resume($"revisions {Current.Revision + 1} to {delta.From} did not come");
        var next = Current.With(delta.Revision, delta.From == Current.Revision ? delta.Changes : delta.Changes.Where(change => change.Revision > Current.Revision));
        if (next.Digest != delta.Digest)
            return AskForAll($"revision {delta.Revision} does not have the digest it was sent with");
        Heard();
        return Apply(next);
    }

    private SessionDecision Compare(SessionEvent.Beat beat)
    {
        if (beat.Every > TimeSpan.Zero)
            Patience = 2 * beat.Every;
        if (beat.Revision > Current.Revision)
            return Resume($"revision {beat.Revision} did not come");
        if (beat.Revision < Current.Revision)
            return Distrust(new SessionEvent.Behind(beat.Revision));
        if (beat.Digest != Current.Digest)
            return AskForAll($"revision {beat.Revision} does not have the digest of the center");
        Heard();
        return SessionDecision.ReadOn;
    }

    // A node that lags is left for another. All of them, again and again: the center was restored from a backup, and what it says counts.
    private SessionDecision Distrust(SessionEvent.Behind behind)
    {
        _setBack |= ++_behind >= SetBackAfter;
        return new SessionDecision(null, SessionStep.NextNode, Backoff(), Why: $"the center is at revision {behind.Revision}, older than {Current.Revision}");
    }

    private SessionDecision AskForAll(string why)
    {
        _whole = true;
        return Resume(why);
    }

    // The first time at once: most often one update was lost. A center that sends nothing but faults is asked less and less often.
    private SessionDecision Resume(string why) => new(null, SessionStep.Reconnect, _failures++ == 0 ? TimeSpan.Zero : Backoff(), Why: why);

    private SessionDecision Apply(ConfigSnapshot next)
    {
        Current = next;
        return new SessionDecision(next, SessionStep.ReadOn);
    }

    private void Heard() => (_failures, _behind) = (0, 0);

    private TimeSpan Backoff()
    {
        var wait = _firstWait * Math.Pow(2, Math.Min(_failures++, 8));
        return wait < LongestWait ? wait : LongestWait;
    }
}
