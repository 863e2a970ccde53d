using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seawall.Peers;

/// <summary>One run of a bench as <c>bench/results/NAME.json</c> keeps it.</summary>
/// <param name="Bench">Its name.</param>
/// <param name="Command">What repeats it.</param>
/// <param name="At">When it ended.</param>
/// <param name="Machine">Where it ran.</param>
/// <param name="Versions">Each program in it with its version.</param>
/// <param name="Notes">What a reader of the figures must know.</param>
/// <param name="Figures">What was measured.</param>
internal sealed record ResultsFile(
    string Bench, string Command, DateTimeOffset At, Machine Machine, IReadOnlyDictionary<string, string> Versions, IReadOnlyList<string> Notes,
    IReadOnlyList<ResultsFile.Line> Figures)
{
    private static readonly JsonSerializerOptions _format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A figure with the ratio Seawall ÷ peer, rounded for reading.</summary>
    internal sealed record Line(string Name, string Case, string Unit, double Seawall, string? Peer, double? PeerValue, double? Ratio);

    public static ResultsFile Of(string bench, string command, DateTimeOffset at, BenchContext context, IReadOnlyList<Figure> figures) => new(
        bench, command, at, Machine.This, context.Versions, context.Notes,
        [.. figures.Select(f => new Line(f.Name, f.Case, f.Unit, Rounded(f.Seawall), f.Peer, f.PeerValue is { } value ? Rounded(value) : null, f.Ratio is { } ratio ? Rounded(ratio) : null))]);

    public string ToJson() => JsonSerializer.Serialize(this, _format);

    /// <summary>Writes it under the checkout and returns the path.</summary>
    public async Task<string> WriteAsync(string root, CancellationToken ct)
    {
        string folder = Directory.CreateDirectory(Path.Combine(root, "bench", "results")).FullName;
        string file = Path.Combine(folder, Bench + ".json");
        await File.WriteAllTextAsync(file, ToJson() + "\n", ct);
        return file;
    }

    // Four significant digits: more would be noise, fewer would hide a percent.
    private static double Rounded(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return 0;
        int digits = 3 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return digits >= 0 ? Math.Round(value, Math.Min(digits, 15)) : Math.Round(value);
    }
}
