using Seawall.Client.Sql;
using Seawall.Client.Switches;

namespace Seawall.Client.Calls;

/// <summary>Who the work at hand is for: the source of the request, the service that calls now, the matched route and the rehearsal mark.</summary>
/// <remarks>It flows with the asynchronous call, so business code never passes it on by hand.</remarks>
public sealed record CallContext
{
    private static readonly AsyncLocal<CallContext?> Flow = new();

    private CommentTags? _tags;
    private int _roleIndex = -1;
    private int _callerIndex = -1;

    public CallContext()
    {
    }

    // A copy says something else: what was found out for the original does not hold for it.
    // (Initial values of fields do not run for a copy.)
    private CallContext(CallContext original)
    {
        (_roleIndex, _callerIndex) = (-1, -1);
        Role = original.Role;
        Caller = original.Caller;
        Route = original.Route;
        Mark = original.Mark;
        Feature = original.Feature;
        Foreign = original.Foreign;
        ClaimedSwitches = original.ClaimedSwitches;
        Pinned = original.Pinned;
        Served = original.Served;
    }

    /// <summary>Work nobody outside asked for: start-up, timers, health checks.</summary>
    public static CallContext None { get; } = new();

    /// <summary>The context of the running call; <see cref="None"/> outside of any.</summary>
    public static CallContext Current => Flow.Value ?? None;

    /// <summary>The source: <c>app</c>, <c>web</c>, <c>h5</c>, <c>partner</c>, <c>batch</c>; empty when unknown.</summary>
    public string Role { get; init; } = "";

    /// <summary>The service that calls now, such as <c>trade</c>; empty at the edge.</summary>
    public string Caller { get; init; } = "";

    /// <summary>The route's pattern in this process, such as <c>/items/{id}</c>; empty when none matched.</summary>
    public string Route { get; init; } = "";

    /// <summary>The rehearsal this request belongs to; null for real work.</summary>
    public string? Mark { get; init; }

    /// <summary>The feature that runs, such as <c>catalog.search</c>, in this process or the one that called; empty outside of any.</summary>
    public string Feature { get; init; } = "";

    /// <summary>Members of others in the request's <c>baggage</c>, passed on as they came; null for none.</summary>
    internal string? Foreign { get; init; }

    /// <summary>The digest of the switches that the caller's request began under; null when it named none.</summary>
    internal ulong? ClaimedSwitches { get; init; }

    /// <summary>The switches that this request is held to; null for work that belongs to none.</summary>
    internal SwitchStates? Pinned { get; init; }

    /// <summary>What this request was served under, here and by those it called; null for work that belongs to none.</summary>
    internal ServedSwitches? Served { get; init; }

    /// <summary>The switches that hold for this work.</summary>
    internal SwitchStates States => Pinned ?? SwitchBoard.Current;

    /// <summary>The role's number in <see cref="RoleRegistry"/>.</summary>
    public int RoleIndex => _roleIndex >= 0 ? _roleIndex : _roleIndex = RoleRegistry.IndexOf(Role);

    /// <summary>The caller's number in <see cref="RoleRegistry"/>.</summary>
    public int CallerIndex => _callerIndex >= 0 ? _callerIndex : _callerIndex = RoleRegistry.IndexOf(Caller);

    /// <summary>Makes this the current context until the scope is disposed.</summary>
    public Scope Enter()
    {
        var outer = Flow.Value;
        Flow.Value = this;
        return new Scope(outer);
    }

    /// <summary>The same, held to the switches that the caller named as far as the book has them, else to the current ones.</summary>
    internal CallContext HeldTo(SwitchBook book)
    {
        var states = book.Pin(ClaimedSwitches);
        return this with { Pinned = states, Served = new ServedSwitches(states) };
    }

    // One context serves every statement of a request; the registry shares tags between requests of the same kind.
    internal CommentTags TagsFor(CommentTagRegistry registry)
    {
        var tags = _tags;
        return tags is not null && ReferenceEquals(tags.Registry, registry) ? tags : _tags = registry.Find(this);
    }

    // Neither the tag cache nor what others carry nor the state of switches is part of what the context says; and the feature is not part of what statements say.
    public bool Equals(CallContext? other) =>
        other is not null && Role == other.Role && Caller == other.Caller && Route == other.Route && Mark == other.Mark;

    public override int GetHashCode() => HashCode.Combine(Role, Caller, Route, Mark);

    /// <summary>Restores the outer context when disposed.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly CallContext? _outer;

        internal Scope(CallContext? outer) => _outer = outer;

        public void Dispose() => Flow.Value = _outer;
    }
}
