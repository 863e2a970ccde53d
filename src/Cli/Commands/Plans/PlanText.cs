using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary>How plans read on a terminal.</summary>
internal static class PlanText
{
    public static Argument<string> Argument() => new("plan") { Description = "The plan, as `seawall plan list` names it" };

    public static string Path(string plan) => "/api/plans/" + Uri.EscapeDataString(plan);

    /// <summary>A member as text; null when it is not there.</summary>
    public static string? Of(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;

    public static void WriteState(TextWriter output, JsonElement plan)
    {
        output.WriteLine($"state    {plan.GetProperty("state").GetString()}{(Of(plan, "staleWhy") is { } why ? $": {why}" : "")}");
        if (plan.GetProperty("rehearsal") is { ValueKind: JsonValueKind.Object } rehearsal)
        {
            output.WriteLine($"rehearsed {rehearsal.GetProperty("at").GetDateTimeOffset():yyyy-MM-dd HH:mm}Z in {rehearsal.GetProperty("drill").GetString()} on build {rehearsal.GetProperty("build").GetString()}: {rehearsal.GetProperty("evidence").GetString()}");
        }
        foreach (JsonElement armed in plan.GetProperty("armed").EnumerateArray())
        {
            output.WriteLine($"armed    by {armed.GetProperty("by").GetString()} {armed.GetProperty("at").GetDateTimeOffset():yyyy-MM-dd HH:mm}Z: {armed.GetProperty("reason").GetString()}");
        }
        if (plan.GetProperty("activation") is { ValueKind: JsonValueKind.Object } activation)
        {
            output.WriteLine($"run      {Line(activation)}");
        }
    }

    /// <summary>One time that a plan ran, in a line.</summary>
    public static string Line(JsonElement run)
    {
        string stages = string.Join(", ", run.GetProperty("stages").EnumerateArray().Select(stage => $"{stage.GetProperty("name").GetString()} in revision {stage.GetProperty("revision").GetInt64()}"));
        string line = $"{run.GetProperty("number").GetInt32()} {run.GetProperty("phase").GetString()} since {run.GetProperty("began").GetDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z by {run.GetProperty("actor").GetString()}{(Of(run, "agreedBy") is { } second ? $" with {second}" : "")}: {run.GetProperty("reason").GetString()}";
        line += stages.Length > 0 ? $"; {stages}" : "";
        line += Of(run, "checked") is { } check ? $"; {check}" : "";
        if (run.GetProperty("end") is not { ValueKind: JsonValueKind.Object } end)
        {
            return Of(run, "revertAt") is { } until ? $"{line}; undone by itself at {until}" : line;
        }
        string kept = string.Join(", ", end.GetProperty("kept").EnumerateArray().Select(key => key.GetString()));
        return $"{line}; ended by {end.GetProperty("by").GetString()}: {end.GetProperty("why").GetString()}{(kept.Length > 0 ? $"; kept as somebody changed them: {kept}" : "")}{(Of(end, "undoChecked") is { } said ? $"; {said}" : "")}";
    }
}
