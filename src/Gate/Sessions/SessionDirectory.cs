namespace Seawall.Gate.Sessions;

/// <summary>What is done to sessions by hand.</summary>
internal enum SessionAct
{
    /// <summary>It ends as soon as it is idle outside a transaction; its client is to come anew.</summary>
    Leave,

    /// <summary>It ends now, with 57P01.</summary>
    Kill,
}

/// <summary>The sessions of one loop, or of the asynchronous path.</summary>
internal interface ISessionGroup
{
    Task<IReadOnlyList<SessionView>> DescribeAsync();

    /// <summary>Does something to the sessions that match and says to how many.</summary>
    Task<int> ActAsync(SessionAct act, Predicate<SessionView> which);
}

/// <summary>Every session of a gate, on whichever thread it lives.</summary>
internal sealed class SessionDirectory
{
    private readonly List<ISessionGroup> _groups = [];

    public void Add(ISessionGroup group) => _groups.Add(group);

    /// <summary>All sessions, in the order of their coming.</summary>
    public async Task<IReadOnlyList<SessionView>> DescribeAsync()
    {
        IReadOnlyList<SessionView>[] all = await Task.WhenAll(_groups.Select(group => group.DescribeAsync())).ConfigureAwait(false);
        return [.. all.SelectMany(views => views).OrderBy(view => view.ConnectedUnixMs).ThenBy(view => view.Id, StringComparer.Ordinal)];
    }

    public async Task<int> ActAsync(SessionAct act, Predicate<SessionView> which) =>
        (await Task.WhenAll(_groups.Select(group => group.ActAsync(act, which))).ConfigureAwait(false)).Sum();
}
