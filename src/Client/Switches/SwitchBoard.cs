using Seawall.Client.Calls;

namespace Seawall.Client.Switches;

/// <summary>Every switch of this process and whether each is on, for which roles and callers.</summary>
internal static class SwitchBoard
{
    private static readonly Lock Turn = new();
    private static readonly Dictionary<string, Switch> Known = new(StringComparer.Ordinal);
    private static volatile SwitchStates _current = new(0, []);

    public static SwitchStates Current => _current;

    public static Switch? Find(string key)
    {
        lock (Turn)
            return Known.GetValueOrDefault(key);
    }

    public static int Register(Switch handle)
    {
        lock (Turn)
        {
            Known.Add(handle.Key, handle);
            _current = new SwitchStates(_current.Revision, [.. _current.All, SwitchState.On]);
            return Known.Count - 1;
        }
    }
}

/// <summary>All switches at one revision of the config.</summary>
internal sealed class SwitchStates(long revision, SwitchState[] all)
{
    public long Revision => revision;

    public SwitchState[] All => all;

    public bool IsOn(int index, CallContext call)
    {
        ref readonly var state = ref all[index];
        return ((state.Roles >> call.RoleIndex) & (state.Callers >> call.CallerIndex) & 1) != 0;
    }
}

/// <summary>For which roles and which callers a switch is on, a bit each by <see cref="RoleRegistry"/>.</summary>
internal readonly record struct SwitchState(ulong Roles, ulong Callers)
{
    public static SwitchState On { get; } = new(ulong.MaxValue, ulong.MaxValue);
}
