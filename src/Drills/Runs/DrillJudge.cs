using System.Globalization;

namespace Seawall.Drills.Runs;

/// <summary>Says of a report what was not as its drill wants it; a pure function.</summary>
public static class DrillJudge
{
    public static IReadOnlyList<string> Why(Drill drill, DrillReport report)
    {
        var why = new List<string>(report.Why);
        DrillLimits limits = drill.Limits;
        Ratio(DrillPhase.Before, limits.BeforeRatio);
        // With a plan the fault alone may hurt; that is what the plan is for.
        DrillPhase judged = report.Plan is null ? DrillPhase.Fault : DrillPhase.Plan;
        Ratio(judged, limits.ErrorRatio);
        foreach ((string business, DrillObjective objective) in limits.Businesses)
        {
            Objective(judged, business, objective);
        }
        if (report.RecoverMs is not { } recovered)
        {
            why.Add("the site was not seen steady again");
        }
        else if (recovered > limits.RecoverSeconds * 1000)
        {
            why.Add(string.Create(CultureInfo.InvariantCulture, $"steady again after {recovered / 1000.0:0.0} s, at most {limits.RecoverSeconds:0.#} s are allowed"));
        }
        if (report.PlanUndone == false)
        {
            why.Add($"the plan {report.Plan} is not undone");
        }
        if (limits.MustBeDetected && report.DetectMs is null)
        {
            why.Add("neither an alert nor a probe noticed");
        }
        if (report.Plan is not null && drill.Fault.IsFlood && (report.FloodRefused ?? 0) < limits.FloodRefused)
        {
            why.Add(string.Create(CultureInfo.InvariantCulture, $"{report.FloodRefused ?? 0:P0} of the flood was refused under the plan, at least {limits.FloodRefused:P0} must be"));
        }
        why.AddRange(report.Books.Select(book => $"the books: {book}"));
        return why;

        void Ratio(DrillPhase phase, double most)
        {
            if (report.Of(phase) is not { Requests: > 0 } figures)
            {
                why.Add($"no request was sent in the part '{Word(phase)}'");
            }
            else if (figures.ErrorRatio > most)
            {
                why.Add(string.Create(CultureInfo.InvariantCulture, $"{figures.ErrorRatio * 100:0.00} % errors in the part '{Word(phase)}', at most {most * 100:0.##} % are allowed"));
            }
        }

        void Objective(DrillPhase phase, string business, DrillObjective objective)
        {
            if (report.Of(phase)?.Businesses.FirstOrDefault(one => one.Business == business) is not { Requests: > 0 } figures)
            {
                why.Add($"{business}: no request was sent in the part '{Word(phase)}'");
                return;
            }
            if (figures.ErrorRatio > objective.ErrorRatio)
            {
                why.Add(string.Create(CultureInfo.InvariantCulture, $"{business}: {figures.ErrorRatio * 100:0.00} % errors in the part '{Word(phase)}', at most {objective.ErrorRatio * 100:0.##} % are allowed"));
            }
            if (figures.P99Micros > objective.P99Ms * 1000)
            {
                why.Add(string.Create(CultureInfo.InvariantCulture, $"{business}: p99 {figures.P99Micros / 1000.0:0} ms in the part '{Word(phase)}', at most {objective.P99Ms:0.#} ms are allowed"));
            }
        }
    }

    private static string Word(DrillPhase phase) => phase.ToString().ToLowerInvariant();
}
