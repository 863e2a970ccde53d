using Seawall.Alerts.Entries;

namespace Seawall.Control.Plans.Checks;

/// <summary><c>{"kind":"instances","all":true}</c>: every connected process follows the revision without a fault; without <c>all</c>, at least one of each service.</summary>
internal sealed record InstancesCheck(bool All, CheckTimes Times) : IPlanCheck
{
    private const int MostNamed = 5;

    public static IPlanCheck Read(Fields fields, CheckTimes times) => new InstancesCheck(fields.Flag("all", true), times);

    public Task<CheckLook> LookAsync(CheckSurroundings with, CancellationToken ct)
    {
        var connected = with.Instances?.Look().Instances.Where(instance => instance.Connected).ToList() ?? [];
        var behind = connected.Where(instance => instance.Acked is not { } acked || acked < with.Revision || instance.Differs || instance.Faults.Count > 0).ToList();
        var holds = All ? behind.Count == 0 : connected.Except(behind).Select(instance => instance.Service).Distinct(StringComparer.Ordinal).Count() == connected.Select(instance => instance.Service).Distinct(StringComparer.Ordinal).Count();
        var said = $"{connected.Count - behind.Count} of {connected.Count} processes follow revision {with.Revision}";
        return Task.FromResult(new CheckLook(holds, behind.Count == 0 ? said : $"{said}; not {string.Join(", ", behind.Take(MostNamed).Select(instance => $"{instance.Service}/{instance.Instance}"))}"));
    }
}
