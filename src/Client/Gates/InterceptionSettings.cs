using Seawall.Client.Config;
using Seawall.Client.Shapes;

namespace Seawall.Client.Gates;

/// <summary>What a client is told whose statement the interception refuses.</summary>
public enum InterceptionAnswer
{
    /// <summary>To come again while the pressure is young; to stop once it lasts.</summary>
    Auto,

    /// <summary>53000 with <c>retry_after_ms</c>: drivers try again.</summary>
    Retry,

    /// <summary>57014: drivers do not try again.</summary>
    Stop,
}

/// <summary>
/// How a gate intercepts slow statements of businesses that matter less while a server is under pressure, as <c>gate/interception</c> holds it:
/// <c>{"mode":"warn","slowMs":100,"places":1,"waiting":8,"patienceMs":500,"answer":"auto"}</c>.
/// </summary>
public sealed record InterceptionSettings
{
    /// <summary>The key of the config center.</summary>
    public const string Key = ConfigKeys.Gate + "interception";

    /// <summary>Nothing is intercepted.</summary>
    public static InterceptionSettings Off { get; } = new();

    public RuleMode Mode { get; init; }

    /// <summary>From this normal cost on a statement is slow, in milliseconds without pressure; 100 when unset.</summary>
    public int SlowMs { get; init; } = 100;

    /// <summary>From so many rows a call on it is slow, whatever its time; 0, which is never, when unset.</summary>
    public int SlowRows { get; init; }

    /// <summary>From so many bytes of result a call on it is slow; 0, which is never, when unset.</summary>
    public int SlowBytes { get; init; }

    /// <summary>From this share of the server's time on, 0..1, a statement counts as slow however short its calls are; 0.5 when unset, 1 for never.</summary>
    public double Share { get; init; } = 0.5;

    /// <summary>How many slow statements run at once on a server under pressure; 1 when unset. The number doubles step by step when the pressure is over.</summary>
    public int Places { get; init; } = 1;

    /// <summary>How many more may wait for a place; 8 when unset.</summary>
    public int Waiting { get; init; } = 8;

    /// <summary>How long one waits before it is refused, in milliseconds; 500 when unset.</summary>
    public int PatienceMs { get; init; } = 500;

    public InterceptionAnswer Answer { get; init; }

    /// <summary>A server is under pressure from this many times the normal time of its fast statements on; 3 when unset.</summary>
    public double Ratio { get; init; } = 3;

    /// <summary>The pressure eases below this many times; 1.5 when unset.</summary>
    public double Calm { get; init; } = 1.5;

    /// <summary>A server is under pressure from so many statements at once on; 64 when unset. It eases below half of it.</summary>
    public int InFlight { get; init; } = 64;

    /// <summary>The settings of a JSON text; null with every fault and its path when there is one.</summary>
    public static InterceptionSettings? Parse(string json, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (Shape.Open(json, Key, found) is not { } shape)
            return null;
        var settings = new InterceptionSettings
        {
            Mode = Word("mode", RuleMode.Off),
            SlowMs = shape.Count("slowMs", 100, 1, 3_600_000),
            SlowRows = shape.Count("slowRows", 0, 0, int.MaxValue),
            SlowBytes = shape.Count("slowBytes", 0, 0, int.MaxValue),
            Share = shape.Number("share", 0.5, 0.01, 1),
            Places = shape.Count("places", 1, 1, 1_000),
            Waiting = shape.Count("waiting", 8, 0, 100_000),
            PatienceMs = shape.Count("patienceMs", 500, 0, 600_000),
            Answer = Word("answer", InterceptionAnswer.Auto),
            Ratio = shape.Number("ratio", 3, 1.1, 1_000),
            Calm = shape.Number("calm", 1.5, 1, 1_000),
            InFlight = shape.Count("inFlight", 64, 1, 1_000_000),
        };
        shape.Text("what", "");
        shape.End();
        if (settings.Calm >= settings.Ratio)
            shape.Fault("calm", FormattableString.Invariant($"must be below 'ratio', {settings.Ratio}, was {settings.Calm}"));
        return found.Count > 0 ? null : settings;

        T Word<T>(string name, T unset) where T : struct, Enum
        {
            var words = string.Join(", ", Enum.GetNames<T>().Select(word => word.ToLowerInvariant()));
            var text = shape.Text(name, unset.ToString().ToLowerInvariant(), text => words.Split(", ").Contains(text) ? null : $"one of {words}");
            return Enum.Parse<T>(text, ignoreCase: true);
        }
    }
}
