using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seawall.Drills.Runs;

/// <summary>The parts of a drill.</summary>
[JsonConverter(typeof(DrillPhaseText))]
public enum DrillPhase
{
    /// <summary>The steady site.</summary>
    Before,

    /// <summary>The fault is on and nothing answers it; from its order until the plan is in force everywhere.</summary>
    Fault,

    /// <summary>The fault is on and the plan in force.</summary>
    Plan,

    /// <summary>The fault is gone.</summary>
    After,
}

/// <summary>The word as JSON: <c>before</c>.</summary>
internal sealed class DrillPhaseText() : JsonStringEnumConverter<DrillPhase>(JsonNamingPolicy.CamelCase);
