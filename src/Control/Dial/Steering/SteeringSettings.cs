using System.Text.Json;
using System.Text.Json.Serialization;
using Seawall.Client.Config;

namespace Seawall.Control.Dial.Steering;

/// <summary>Whether the dial looks at the site's figures by itself.</summary>
public enum SteeringMode
{
    /// <summary>It does not look.</summary>
    Off,

    /// <summary>It says where the dial should stand, and a person moves it.</summary>
    Suggest,

    /// <summary>It moves the dial itself, as far as it may.</summary>
    Move,
}

/// <summary>How the dial steers by the site's figures: the key <c>dial/controller</c>. Unset, it suggests.</summary>
public sealed record SteeringSettings
{
    public const string Key = ConfigKeys.Dial + "controller";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter<SteeringMode>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public SteeringMode Mode { get; init; } = SteeringMode.Suggest;

    /// <summary>The highest level it moves to by itself.</summary>
    public int UpTo { get; init; } = 3;

    /// <summary>The wait of requests for their turn that counts as overload, in milliseconds: 20 as in DAGOR (https://arxiv.org/abs/1806.04075).</summary>
    public double QueueWaitMs { get; init; } = 20;

    /// <summary>The share of the machine's processors in use that counts as overload.</summary>
    public double CpuShare { get; init; } = 0.95;

    /// <summary>The share of requests that end in 500, 502 or 504 that counts as overload; 503 is what shedding itself answers.</summary>
    public double ErrorRatio { get; init; } = 0.05;

    /// <summary>How many times its usual value the 99th percentile of latency must be to count as overload.</summary>
    public double LatencyTimes { get; init; } = 4;

    /// <summary>Below this share of every threshold the site is calm.</summary>
    public double CalmBelow { get; init; } = 0.6;

    /// <summary>Of the last so many samples, one a second …</summary>
    public int Of { get; init; } = 10;

    /// <summary>… so many must be over a threshold before it goes up.</summary>
    public int Over { get; init; } = 7;

    /// <summary>The least time between two moves, in seconds.</summary>
    public int DwellSeconds { get; init; } = 20;

    /// <summary>How long all must be calm before it goes one level down, in seconds; doubled, up to sixteenfold, each time going down was too early.</summary>
    public int CalmSeconds { get; init; } = 180;

    /// <summary>How long it moves nothing after a person moved the dial, in minutes.</summary>
    public int PauseMinutes { get; init; } = 15;

    /// <summary>As a snapshot has them.</summary>
    public static SteeringSettings InForce(ConfigSnapshot config) => config[Key] is { } json ? Read(json) : new SteeringSettings();

    public static SteeringSettings Read(string json) => JsonSerializer.Deserialize<SteeringSettings>(json, Options) ?? new SteeringSettings();

    public string Write() => JsonSerializer.Serialize(this, Options);

    internal static IEnumerable<(string Path, string Message)> Faults(JsonElement value)
    {
        SteeringSettings settings;
        try
        {
            settings = value.Deserialize<SteeringSettings>(Options) ?? throw new JsonException("must be an object");
        }
        catch (JsonException e)
        {
            return [("", $"cannot be read as the controller's settings: {e.Message}")];
        }
        return settings.OwnFaults();
    }

    private IEnumerable<(string Path, string Message)> OwnFaults()
    {
        foreach (var (path, was, least, most) in ((string, double, double, double)[])
            [
                ("upTo", UpTo, 1, Ladder.MostLevels - 1), ("queueWaitMs", QueueWaitMs, 1, 10_000), ("cpuShare", CpuShare, 0.1, 1), ("errorRatio", ErrorRatio, 0.001, 1), ("latencyTimes", LatencyTimes, 1.1, 100),
                ("calmBelow", CalmBelow, 0.1, 0.95), ("of", Of, 3, 60), ("over", Over, 2, Of), ("dwellSeconds", DwellSeconds, 5, 3600), ("calmSeconds", CalmSeconds, DwellSeconds, 7200), ("pauseMinutes", PauseMinutes, 0, 1440),
            ])
        {
            if (!(was >= least && was <= most))
                yield return (path, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"must be {least} to {most}, was {was}"));
        }
    }
}
