using Seawall.Alerts.Entries;

namespace Seawall.Control.Plans.Checks;

/// <summary>Reads checks. Every kind knows <c>withinSeconds</c> (30) and <c>holdSeconds</c> (3).</summary>
internal static class CheckReader
{
    private const int MostSeconds = 1_800;

    private static readonly Dictionary<string, Func<Fields, CheckTimes, IPlanCheck>> ByName = new(StringComparer.Ordinal)
    {
        ["metric"] = MetricCheck.Read,
        ["http"] = HttpCheck.Read,
        ["instances"] = InstancesCheck.Read,
    };

    /// <summary>The check under a name; one that is missing is a fault.</summary>
    public static IPlanCheck Read(Fields fields, string name)
    {
        if (fields.Inner(name) is { } inner)
            return Read(inner, mayBeMany: true);
        fields.Fault(name, "is required: a check such as {\"kind\":\"instances\",\"all\":true}");
        return new InstancesCheck(true, CheckTimes.Usual);
    }

    private static IPlanCheck Read(Fields fields, bool mayBeMany)
    {
        var kind = fields.Text("kind");
        var times = new CheckTimes(
            TimeSpan.FromSeconds(fields.Whole("withinSeconds", (int)CheckTimes.Usual.Within.TotalSeconds, 1, MostSeconds)),
            TimeSpan.FromSeconds(fields.Whole("holdSeconds", (int)CheckTimes.Usual.Hold.TotalSeconds, 0, MostSeconds)));
        if (times.Hold >= times.Within)
            fields.Fault("holdSeconds", "must be less than withinSeconds");
        IPlanCheck check;
        if (kind == "all" && mayBeMany)
        {
            check = new AllChecks([.. fields.Each("checks").ToList().Select(part => Read(part, mayBeMany: false))], times);
            if (((AllChecks)check).Parts.Count == 0)
                fields.Fault("checks", "at least one is required");
        }
        else if (ByName.TryGetValue(kind, out var read))
        {
            check = read(fields, times);
        }
        else
        {
            fields.Fault("kind", $"must be one of {string.Join(", ", ByName.Keys)}{(mayBeMany ? ", all" : "")}");
            return new InstancesCheck(true, times);
        }
        fields.NoOthers();
        return check;
    }
}
