namespace Seawall.Lab.Packing;

/// <summary>Every distinct session state of the log, by number; states set up alike share one.</summary>
internal sealed class StateTable
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<SessionState> _states = [];

    public IReadOnlyList<SessionState> All => _states;

    public int IdOf(SessionState state)
    {
        string identity = state.Identity;
        if (!_ids.TryGetValue(identity, out int id))
        {
            id = _states.Count;
            _ids.Add(identity, id);
            _states.Add(state);
        }

        return id;
    }
}
