using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Seawall.Drills.Faults;

namespace Seawall.Drills.Runs;

/// <summary>Reads drills and tells every fault of one, with its path.</summary>
public static class DrillReader
{
    private const int MostPerSecond = 2_000;
    private const int MostConcurrency = 256;
    private const double Longest = 600;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip };

    /// <summary>The drill of a file. Throws <see cref="DrillFileException"/> with all that is wrong with it.</summary>
    public static Drill Read(string path)
    {
        string id = Path.GetFileNameWithoutExtension(path);
        Drill drill;
        try
        {
            drill = JsonSerializer.Deserialize<Drill>(File.ReadAllText(path), _json) is { } read ? read with { Id = id } : throw new DrillFileException([$"{path}: must be an object"]);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DrillFileException([$"{path}: {e.Message}"]);
        }
        IReadOnlyList<string> faults = Faults(drill);
        return faults.Count == 0 ? drill : throw new DrillFileException([.. faults.Select(fault => $"{path}: {fault}")]);
    }

    /// <summary>All that is wrong with a drill; a pure function.</summary>
    public static IReadOnlyList<string> Faults(Drill drill)
    {
        var faults = new List<string>();
        DrillFault fault = drill.Fault;
        Text("hypothesis", drill.Hypothesis);
        Text("hypothesisZh", drill.HypothesisZh);
        if (!fault.IsFlood && KindOf(fault.Kind) is null)
        {
            faults.Add($"fault.kind: '{fault.Kind}' is no fault; faults are flood, {string.Join(", ", Enum.GetValues<FaultKind>().Select(NameOf))}");
        }
        if (fault.Targets.Count == 0)
        {
            faults.Add("fault.targets: must name at least one service");
        }
        if (fault.IsFlood)
        {
            Text("fault.role", fault.Role);
            Range("fault.perSecond", fault.PerSecond, 1, MostPerSecond);
            Range("fault.concurrency", fault.Concurrency, 1, MostConcurrency);
            if (fault.Path is not ['/', ..])
            {
                faults.Add("fault.path: must begin with '/'");
            }
            if (fault.Targets.Count > 1)
            {
                faults.Add("fault.targets: a flood goes to one service");
            }
        }
        Range("shoppers", drill.Shoppers, 1, 1_000);
        Range("phases.before", drill.Phases.Before, 1, Longest);
        Range("phases.fault", drill.Phases.Fault, 1, Longest);
        Range("phases.plan", drill.Phases.Plan, 1, Longest);
        Range("phases.after", drill.Phases.After, 1, Longest);
        Range("limits.errorRatio", drill.Limits.ErrorRatio, 0, 1);
        Range("limits.beforeRatio", drill.Limits.BeforeRatio, 0, 1);
        Range("limits.floodRefused", drill.Limits.FloodRefused, 0, 1);
        Range("limits.recoverSeconds", drill.Limits.RecoverSeconds, 1, Longest);
        foreach ((string business, DrillObjective objective) in drill.Limits.Businesses)
        {
            Range($"limits.businesses.{business}.errorRatio", objective.ErrorRatio, 0, 1);
            Range($"limits.businesses.{business}.p99Ms", objective.P99Ms, 1, 60_000);
        }
        faults.AddRange(drill.Probes.Where(probe => probe.Path is not ['/', ..]).Select(probe => $"probes[{probe.Name}].path: must begin with '/', was '{probe.Path}'"));
        return faults;

        void Text(string name, string? value)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                faults.Add($"{name}: is missing");
            }
        }

        void Range(string name, double value, double least, double most)
        {
            if (!(value >= least && value <= most))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: must be {least}..{most}, was {value}"));
            }
        }
    }

    /// <summary>A kind as drills and people name it, such as <c>database-full</c>; null for none.</summary>
    public static FaultKind? KindOf(string name) => Enum.GetValues<FaultKind>().Where(kind => NameOf(kind) == name).Cast<FaultKind?>().FirstOrDefault();

    private static string NameOf(FaultKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}

/// <summary>A drill's file is faulty; the message has every fault.</summary>
public sealed class DrillFileException(IReadOnlyList<string> faults) : Exception(string.Join('\n', faults))
{
    public IReadOnlyList<string> Faults => faults;
}
