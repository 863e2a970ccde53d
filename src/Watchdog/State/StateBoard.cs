using Seawall.Topology;

namespace Seawall.Watchdog;

/// <summary>The state as it is now; each change is written to the file before the next can follow.</summary>
internal sealed class StateBoard(SeawallHome home, SiteState state)
{
    private readonly Lock _gate = new();
    private SiteState _state = state;

    public SiteState Current
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    public void Set(SitePhase phase, string message) => Change(state => state with { Phase = phase, Message = message });

    public void Set(ServiceRecord record) => Change(state => state with
    {
        Services = [.. state.Services.Select(old => old.Name == record.Name ? record : old)],
    });

    /// <summary>A service that the site had not when it came up.</summary>
    public void Add(ServiceRecord record) => Change(state => state with { Services = [.. state.Services.Where(old => old.Name != record.Name), record] });

    public void Remove(string service) => Change(state => state with { Services = [.. state.Services.Where(old => old.Name != service)] });

    private void Change(Func<SiteState, SiteState> change)
    {
        lock (_gate)
        {
            SiteState next = change(_state);
            if (next != _state)
            {
                _state = next;
                StateFile.Write(home, next);
            }
        }
    }
}
