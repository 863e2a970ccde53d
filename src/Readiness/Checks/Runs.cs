using System.Text.Json;
using Seawall.Readiness.Model;

namespace Seawall.Readiness.Checks;

/// <summary>Performs each named run at most once and keeps what its steps printed.</summary>
internal sealed class Runs(IReadOnlyDictionary<string, Run> runs, ISiteUnderCheck site, bool quick, IProgress<string> progress)
{
    private readonly Dictionary<string, RunOutput> _done = [];

    public async Task<RunOutput> OutputOfAsync(string name, CancellationToken cancellationToken)
    {
        if (_done.TryGetValue(name, out var done))
            return done;
        return _done[name] = await PerformAsync(runs[name], cancellationToken).ConfigureAwait(false);
    }

    private async Task<RunOutput> PerformAsync(Run run, CancellationToken cancellationToken)
    {
        var outputs = new List<string>();
        foreach (var step in run.Steps)
        {
            var arguments = step.Select(a => Fill(a, run)).ToArray();
            var line = "seawall " + string.Join(' ', arguments);
            progress.Report(line);
            var result = await site.RunAsync(arguments, cancellationToken).ConfigureAwait(false);
            // A command that missed its own mark still prints figures; they are what the check is about.
            if (result.ExitCode == 0 || result.Output.Length > 0)
                outputs.Add(result.Output);
            if (result.ExitCode != 0)
                return new RunOutput(outputs, run.Steps.Count, $"`{line}` ended with {result.ExitCode}: {LastLine(result.Error)}");
        }
        return new RunOutput(outputs, run.Steps.Count, null);
    }

    private string Fill(string argument, Run run)
    {
        var filled = argument.Replace("{home}", site.Home, StringComparison.Ordinal);
        foreach (var (name, full) in run.Settings)
        {
            var value = quick && run.Quick.TryGetValue(name, out var quickValue) ? quickValue : full;
            filled = filled.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }
        return filled;
    }

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it said nothing";
}

/// <summary>What the steps of a run printed, and why it ended early if it did.</summary>
internal sealed record RunOutput(IReadOnlyList<string> Steps, int StepsPlanned, string? Failure)
{
    /// <summary>The JSON of one step; null when that step did not come to its end or printed none.</summary>
    public JsonElement? Json(int? step)
    {
        var index = step ?? StepsPlanned - 1;
        if (index < 0 || index >= Steps.Count)
            return null;
        try
        {
            using var document = JsonDocument.Parse(Steps[index]);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
