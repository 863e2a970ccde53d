using Seawall.Alerts;
using Seawall.Control.Push;

namespace Seawall.Control.Alerts;

/// <summary>Alerts when services do not follow the config for a while, and names them.</summary>
internal sealed class StragglerWatch(IInstances? instances)
{
    public const string Key = "config:stragglers";
    private const string Source = "control";
    private const int MostNames = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private DateTimeOffset? _since;

    public AlertSignal? Look(BookState book, DateTimeOffset now)
    {
        var known = book.Open.TryGetValue(Key, out var alert) && alert.Sources.Contains(Source);
        // Before the first publish there is nothing to follow.
        if (instances?.Look() is not { Revision: > 0, Stragglers.Count: > 0 } fleet)
        {
            _since = null;
            return known ? Signal(false, now, "every service follows the config again") : null;
        }
        _since ??= now;
        if (known || now - _since < Patience)
            return null;
        var names = fleet.Stragglers.Take(MostNames).Select(instance => instance.Instance);
        return Signal(true, now, $"{fleet.Stragglers.Count} instances do not follow the config ({fleet.Summary}): {string.Join(", ", names)}{(fleet.Stragglers.Count > MostNames ? ", …" : "")}");
    }

    private static AlertSignal Signal(bool firing, DateTimeOffset now, string summary) =>
        new(Key, firing, now, summary, "", "") { Source = Source, Severity = Severity.Warning };
}
