using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seawall.Lab.Packing;

/// <summary>What a folder of lanes holds, where it came from, and how true it is to the log: its <c>manifest.json</c>.</summary>
public sealed record Manifest
{
    public const string FileName = "manifest.json";
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;
    public required int LaneCount { get; init; }
    public required string Order { get; init; }
    public required double WindowSeconds { get; init; }
    public required string Database { get; init; }
    public required IReadOnlyList<ManifestSource> Sources { get; init; }

    /// <summary>What hides the bound values; null when they are clear. Masked lanes can't be replayed.</summary>
    public string? MaskedBy { get; init; }
    public required long FirstStartMicros { get; init; }
    public required long LastStartMicros { get; init; }
    public required int Units { get; init; }
    public required int Statements { get; init; }
    public required int Sessions { get; init; }
    public required int StickySessions { get; init; }
    public required int Rounds { get; init; }

    /// <summary>Statements of the log that are not in the lanes, by reason.</summary>
    public required IReadOnlyDictionary<string, long> LeftOut { get; init; }

    /// <summary>Mean and greatest number of statements the log had in flight at once, over the time it had any.</summary>
    public required double CapturedInFlightMean { get; init; }
    public required int CapturedInFlightMax { get; init; }

    /// <summary>Furthest that a round starts a unit ahead of an earlier one, in captured seconds.</summary>
    public required double ReorderSecondsMax { get; init; }
    public required double ReorderSecondsMean { get; init; }

    /// <summary>Units in the fullest and the emptiest lane.</summary>
    public required int LaneUnitsMax { get; init; }
    public required int LaneUnitsMin { get; init; }

    /// <summary>What a reader has to know before trusting a replay: a short log, unbalanced lanes, things left out.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
    public required IReadOnlyList<ManifestState> States { get; init; }
    public required IReadOnlyList<ManifestDigest> Digests { get; init; }
    public required IReadOnlyList<ManifestLane> Lanes { get; init; }

    public static Manifest Load(string directory)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist. Make it with: seawall lab pack FILE… -o {directory}");
        }

        using FileStream file = File.OpenRead(path);
        Manifest manifest = JsonSerializer.Deserialize(file, ManifestJson.Default.Manifest) ?? throw new InvalidDataException($"{path} is empty.");
        return manifest.Version == CurrentVersion
            ? manifest
            : throw new InvalidDataException($"{path} has version {manifest.Version}, this program reads {CurrentVersion}. Pack the log again.");
    }

    public void Save(string directory)
    {
        string path = Path.Combine(directory, FileName);
        string unfinished = path + ".new";
        using (FileStream file = File.Create(unfinished))
        {
            JsonSerializer.Serialize(file, this, ManifestJson.Default.Manifest);
        }

        File.Move(unfinished, path, overwrite: true);
    }
}

/// <summary>One log that was packed, with where its bytes went.</summary>
public sealed record ManifestSource
{
    public required string File { get; init; }
    public required string Origin { get; init; }
    public required long Bytes { get; init; }
    public required long BytesOfStatements { get; init; }
    public required long BytesOfOthers { get; init; }
    public required long BytesSkipped { get; init; }
    public required long Events { get; init; }
}

/// <summary>A session state: who, and what to run before a unit that needs it.</summary>
public sealed record ManifestState
{
    public required string User { get; init; }
    public required IReadOnlyList<string> Statements { get; init; }
}

/// <summary>A fingerprint of the lanes; its place in the list is the number the lanes use.</summary>
public sealed record ManifestDigest
{
    public required string Fingerprint { get; init; }
    public required string Sql { get; init; }
    public required IReadOnlyList<string> Tables { get; init; }
    public required bool ReadOnly { get; init; }
    public required long Statements { get; init; }
    public required double MeanMicros { get; init; }
}

/// <summary>One lane file: its units, its bytes, and the XXH3 sum of them.</summary>
public sealed record ManifestLane
{
    public required int Lane { get; init; }
    public required int Units { get; init; }
    public required long Bytes { get; init; }
    public required string Sum { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
