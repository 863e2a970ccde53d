using Seawall.Alerts;
using Seawall.Alerts.Desk;
using Seawall.Kernel;

namespace Seawall.Cli;

/// <summary>The dead man's switch of monitoring: the alert engine leaves a sign of life with every evaluation, and when that gets old this alerts instead of it.</summary>
internal sealed class EngineWatch(CourierOptions options)
{
    private const string Key = "monitoring:rules";

    private readonly DateTimeOffset _began = options.Time.GetUtcNow();

    public static bool IsAbout(string key) => key == Key;

    public AlertSignal? Look(BookState book, DateTimeOffset now)
    {
        if (options.Control.Length == 0)
        {
            return null;
        }
        DateTimeOffset last = Heartbeat.Read(options.Folder.Heartbeat) is { } beat && beat > _began ? beat : _began;
        bool known = book.Open.TryGetValue(Key, out Alert? alert) && !alert.IsQuiet;
        if (now - last < options.EngineSilent)
        {
            return known ? Signal(false, now, "alert rules are evaluated again") : null;
        }
        return known ? null : Signal(true, now, $"alert rules have not been evaluated for {DurationText.Format(now - last)}: nobody would hear of anything they watch");
    }

    private AlertSignal Signal(bool firing, DateTimeOffset now, string summary) =>
        new(Key, firing, now, summary, "operations", $"seawall logs {options.Control}; end that process when it hangs, the watchdog starts it again") { Source = ServiceSignals.Source };
}
