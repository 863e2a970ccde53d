using System.Globalization;
using System.Text;
using Seawall.Client.Config.Emergency;

namespace Seawall.Cli;

/// <summary>Break-glass acts for people.</summary>
internal static class BreakGlassText
{
    public static string Plan(EmergencyAct act)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"break-glass {act.Id} by {act.Actor}: {act.Reason}\n");
        foreach (EmergencyChange change in act.Changes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {change.Key} = {change.Value}\n");
        }
        return text.ToString();
    }

    public static string Taken(EmergencyAct act, IReadOnlyList<EmergencyReceipt> taken, IReadOnlyList<string> missing)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"taken by {taken.Count} of {taken.Count + missing.Count} running processes");
        text.Append(taken.Count == 0 ? "\n" : $": {string.Join(", ", taken.Select(receipt => string.Create(CultureInfo.InvariantCulture, $"{receipt.Instance} after {(receipt.At - act.At).TotalMilliseconds:0} ms")))}\n");
        foreach (EmergencyReceipt receipt in taken.Where(receipt => receipt.Faults.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {receipt.Instance} could not apply all: {string.Join("; ", receipt.Faults)}\n");
        }
        if (missing.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"not taken yet: {string.Join(", ", missing)}; their logs say why (seawall logs NAME)\n");
        }
        return text.ToString();
    }

    public static string Line(EmergencyAct act, IReadOnlyList<EmergencyReceipt> taken, EmergencyOutcome? outcome)
    {
        string end = outcome switch
        {
            { Revision: { } revision, Conflicts: [] } => $"merged as revision {revision}",
            { Revision: { } revision } => $"merged as revision {revision}, in conflict with what was published meanwhile: {string.Join(", ", outcome.Conflicts.Select(c => $"{c.Key} (seen at {c.Seen}, was at {c.Actual})"))}",
            { Problem: { } problem } => $"not merged: {problem}",
            _ => "waits for the config center",
        };
        return Plan(act) + $"  {act.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, taken by {(taken.Count == 0 ? "nobody" : string.Join(", ", taken.Select(receipt => receipt.Instance)))}; {end}";
    }
}
