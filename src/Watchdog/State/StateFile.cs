using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Watchdog;

/// <summary><c>state.json</c> of a home: replaced atomically, so that a reader never sees half of it.</summary>
public static class StateFile
{
    /// <summary>The last state, or an empty one when there is none or it can't be read.</summary>
    public static SiteState Read(SeawallHome home)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(home.State), StateJson.Default.SiteState) ?? new SiteState();
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return new SiteState();
        }
    }

    /// <summary>Notes that nothing runs any more, when no watchdog is there to do so.</summary>
    public static void MarkDown(SeawallHome home)
    {
        SiteState state = Read(home);
        if (File.Exists(home.State))
        {
            Write(home, state with
            {
                Phase = SitePhase.Down,
                Message = "",
                Services = [.. state.Services.Select(record => record with { Condition = Condition.Waiting, Process = null, StartedUnix = 0 })],
            });
        }
    }

    public static void Write(SeawallHome home, SiteState state)
    {
        string draft = home.State + ".new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(state, StateJson.Default.SiteState));
        File.Move(draft, home.State, overwrite: true);
    }
}
