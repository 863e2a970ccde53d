namespace Seawall.Watchdog;

/// <summary>Tells which step of a service's supervision is trouble that people must know of; free of clocks and processes.</summary>
internal static class TroubleSense
{
    /// <summary>Probes without an answer that count as trouble: one may be a pause of a busy machine. With the usual policy the second is there within 11 s.</summary>
    public const int SilentProbes = 2;

    /// <summary>How long a service may answer that it can't serve: what it waits for may be starting itself.</summary>
    public static readonly TimeSpan UnwellFor = TimeSpan.FromSeconds(10);

    /// <summary>Trouble that began, or ended, between two states; null for neither.</summary>
    /// <param name="startTries">Crashes in a row after which a start is given up.</param>
    /// <param name="wasHealthy">It was healthy at least once since the watchdog began.</param>
    public static ServiceTrouble? Of(ServiceState before, Decision decision, DateTimeOffset lastLook, DateTimeOffset now, int startTries, bool wasHealthy)
    {
        var after = decision.State;
        if (after.Crashes > before.Crashes)
            return !wasHealthy && after.Crashes >= startTries ? ServiceTrouble.GivenUp : ServiceTrouble.Crashed;
        if (decision.Act == SupervisionAct.End)
            return ServiceTrouble.Hung;
        if (after.Condition != before.Condition && after.Condition == Condition.Held)
            return ServiceTrouble.Held;
        if (after.Condition != before.Condition && after.Condition == Condition.Healthy)
            return ServiceTrouble.Over;
        if (after.Condition != Condition.Unhealthy)
            return null;
        if (after.Silent == SilentProbes && before.Silent != SilentProbes)
            return ServiceTrouble.Silent;
        var unwellAt = after.Since + UnwellFor;
        return after.Silent == 0 && now >= unwellAt && (lastLook < unwellAt || before.Condition != Condition.Unhealthy) ? ServiceTrouble.Unwell : null;
    }
}
