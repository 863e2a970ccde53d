using Seawall.Alerts;
using Seawall.Control.Processes;

namespace Seawall.Control.Alerts;

/// <summary>Watches the watchdog, as it watches everything else: processes that run while it is gone are an alert.</summary>
internal sealed class WatchdogWatch(ISiteProcesses site, TimeSpan patience)
{
    public const string Key = "process:watchdog";
    private const string Source = "control";

    private DateTimeOffset? _goneSince;

    public AlertSignal? Look(BookState book, DateTimeOffset now)
    {
        var known = book.Open.TryGetValue(Key, out var alert) && alert.Sources.Contains(Source);
        if (site.Read().Phase != "unwatched")
        {
            _goneSince = null;
            return known ? Signal(false, now, "the watchdog is back") : null;
        }
        _goneSince ??= now;
        return !known && now - _goneSince >= patience ? Signal(true, now, "no watchdog runs: what crashes stays down") : null;
    }

    private static AlertSignal Signal(bool firing, DateTimeOffset now, string summary) =>
        new(Key, firing, now, summary, "", "seawall up takes the site over again") { Source = Source };
}
