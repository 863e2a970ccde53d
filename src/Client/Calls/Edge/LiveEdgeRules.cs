using Microsoft.Extensions.Logging;
using Seawall.Client.Config;

namespace Seawall.Client.Calls;

/// <summary>The edge rules in force: compiled once per push; faulty ones, which no publish lets through, leave the former in force.</summary>
public sealed partial class LiveEdgeRules : IDisposable
{
    private readonly ILogger<LiveEdgeRules> _log;
    private readonly IDisposable _subscription;
    private string? _json;
    private volatile EdgeRules _current = EdgeRules.BuiltIn;

    public LiveEdgeRules(LiveConfig config, ILogger<LiveEdgeRules> log)
    {
        _log = log;
        _subscription = config.Subscribe(Apply);
    }

    public EdgeRules Current => _current;

    public void Dispose() => _subscription.Dispose();

    private void Apply(ConfigSnapshot snapshot)
    {
        var json = snapshot[ConfigKeys.EdgeRules];
        if (json == _json)
            return;
        _json = json;
        if (json is null)
            _current = EdgeRules.BuiltIn;
        else if (EdgeRules.Parse(json, out var faults) is { } rules)
            _current = rules;
        else
            LogFaulty(_log, string.Join("; ", faults));
    }

    [LoggerMessage(1300, LogLevel.Error, "The pushed edge rules are faulty and the former stay in force: {Faults}")]
    private static partial void LogFaulty(ILogger log, string faults);
}
