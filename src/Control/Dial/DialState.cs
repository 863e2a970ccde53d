using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Seawall.Client.Config;

namespace Seawall.Control.Dial;

/// <summary>Where the dial stands: the steps that were taken, the last one on top, each with what it changed. At L0 there are none, and the key is not there.</summary>
public sealed record DialState(IReadOnlyList<DialStep> Steps)
{
    public const string Key = "dial/level";

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static DialState AtRest { get; } = new([]);

    public int Level => Steps.Count;

    /// <summary>As a snapshot has it. Throws <see cref="JsonException"/> for what no dial wrote.</summary>
    public static DialState Of(ConfigSnapshot config) => config[Key] is { } json ? Read(json) : AtRest;

    public static DialState Read(string json) =>
        JsonSerializer.Deserialize<Stored>(json, Plain) is { Steps: { } steps } stored && stored.Level == steps.Count && steps.Select((step, i) => step.Level == i + 1 && step.Changed is not null).All(fits => fits)
            ? new DialState(steps) : throw new JsonException("level and steps do not fit together: the dial itself writes this key");

    /// <summary>The value of the key; null at L0.</summary>
    public string? Write() => Level == 0 ? null : JsonSerializer.Serialize(new Stored(Level, Steps), Plain);

    private sealed record Stored(int Level, IReadOnlyList<DialStep> Steps);
}

/// <summary>One step up: when, who, why, and the switches it changed.</summary>
/// <param name="Level">The level it led to.</param>
public sealed record DialStep(int Level, DateTimeOffset At, string By, string Reason, IReadOnlyList<DialChange> Changed);

/// <summary>A switch that a step changed.</summary>
/// <param name="Before">Its JSON before, byte for byte.</param>
/// <param name="After">The proof of its JSON after: as long as it holds, nobody has changed it since.</param>
public sealed record DialChange(string Key, string Before, string After)
{
    /// <summary>The first 128 bits of the value's SHA-256, hexadecimal.</summary>
    public static string ProofOf(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)).AsSpan(0, 16));

    /// <summary>Whether the switch still stands as the step left it.</summary>
    public bool Stands(string? now) => now is not null && ProofOf(now) == After;
}
