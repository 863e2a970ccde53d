using System.Globalization;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>Follows the state file and tells on stderr what changes in it.</summary>
internal sealed class SiteView(SeawallHome home)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);
    private readonly Dictionary<string, ServiceRecord> _told = [];
    private string _message = "";

    /// <summary>Returns when the site is up; a start that is given up is an exception with the reason.</summary>
    public async Task WaitUpAsync(ProcessIdentity watchdog, CancellationToken ct)
    {
        while (true)
        {
            bool alive = watchdog.IsAlive();
            SiteState state = StateFile.Read(home);
            if (state.Watchdog == watchdog)
            {
                Tell(state);
                if (state.Phase == SitePhase.Up)
                {
                    return;
                }
                if (state.Phase == SitePhase.Failed)
                {
                    throw new CommandException(state.Message);
                }
            }
            if (!alive)
            {
                throw new CommandException($"the watchdog ended while starting; see {home.Log(SiteTopology.WatchdogName)}");
            }
            await Task.Delay(_look, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Tells every change until the watchdog is gone.</summary>
    public async Task FollowAsync(ProcessIdentity watchdog, CancellationToken ct)
    {
        while (watchdog.IsAlive())
        {
            Tell(StateFile.Read(home));
            await Task.Delay(_look * 10, ct).ConfigureAwait(false);
        }
    }

    private void Tell(SiteState state)
    {
        if (state.Message != _message && state.Message.Length > 0 && state.Phase != SitePhase.Failed)
        {
            Console.Error.WriteLine(state.Message);
        }
        _message = state.Message;
        foreach (ServiceRecord service in state.Services)
        {
            if (_told.TryGetValue(service.Name, out ServiceRecord? before) && before == service)
            {
                continue;
            }
            bool changed = before?.Condition != service.Condition || before.Restarts != service.Restarts;
            _told[service.Name] = service;
            if (changed && service.Condition is Condition.Healthy or Condition.Unhealthy or Condition.Ending && service.Process is { } process)
            {
                string restarts = service.Restarts == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", restarted {service.Restarts}×");
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  {service.Name,-16} {Words.Of(service.Condition)} (pid {process.Pid}{restarts})"));
            }
        }
    }
}

/// <summary>Conditions as they are shown and written to JSON.</summary>
internal static class Words
{
    public static string Of(Condition condition) => condition switch
    {
        Condition.Waiting => "waiting",
        Condition.Starting => "starting",
        Condition.Healthy => "healthy",
        Condition.Unhealthy => "unhealthy",
        Condition.Ending => "ending",
        Condition.Held => "held",
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
    };
}
