namespace Seawall.Client.Config.Push;

/// <summary>What happens to a <see cref="ConfigSession"/>, from the wire or from the clock.</summary>
public abstract record SessionEvent
{
    private SessionEvent()
    {
    }

    /// <summary>All entries at one revision, with the digest that the sender had.</summary>
    public sealed record Snapshot(ConfigSnapshot Content, ulong Digest) : SessionEvent;

    /// <summary>What leads from one revision to another.</summary>
    public sealed record Delta(ConfigDelta Content) : SessionEvent;

    /// <summary>The sender lives and stands at this revision; the next beat comes within <paramref name="Every"/>.</summary>
    public sealed record Beat(long Revision, ulong Digest, TimeSpan Every) : SessionEvent;

    /// <summary>An event that cannot be read: torn, or of a kind that nobody knows.</summary>
    public sealed record Torn(string Why) : SessionEvent;

    /// <summary>The stream ended, broke, or could not be opened.</summary>
    public sealed record Lost : SessionEvent
    {
        public static Lost Now { get; } = new();
    }

    /// <summary>The node took the request and will not serve it now; it may say when to come again.</summary>
    public sealed record Refused(TimeSpan? RetryAfter) : SessionEvent;

    /// <summary>The node stands at an older revision than this client has applied.</summary>
    public sealed record Behind(long Revision) : SessionEvent;
}
