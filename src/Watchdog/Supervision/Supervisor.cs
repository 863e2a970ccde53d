namespace Seawall.Watchdog;

/// <summary>The watchdog's judgement, free of clocks and processes.</summary>
internal static class Supervisor
{
    public static Decision Decide(ServiceState state, Observation seen, SupervisionPolicy policy) =>
        (seen.Alive, state.Condition) switch
        {
            (false, _) when seen.Held => LeaveDown(state, seen, policy),
            (false, Condition.Waiting or Condition.Held) => StartWhenDue(state, seen, policy),
            (false, _) => StartWhenDue(Crashed(state, seen), seen, policy),
            (true, Condition.Ending) => KillWhenDue(state, seen, policy),
            _ => Judge(state, seen, policy),
        };

    /// <summary>A held service did not crash: its next start has no delay for it. It is looked at often, since a hold may be ended early.</summary>
    private static Decision LeaveDown(ServiceState state, Observation seen, SupervisionPolicy policy) =>
        new(
            state.Condition == Condition.Held ? state : state with { Condition = Condition.Held, Since = seen.Now, Silent = 0 },
            SupervisionAct.None, policy.LookEvery);

    private static ServiceState Crashed(ServiceState state, Observation seen) =>
        state with { Condition = Condition.Waiting, Since = seen.Now, Crashes = state.Crashes + 1, Silent = 0 };

    private static Decision StartWhenDue(ServiceState state, Observation seen, SupervisionPolicy policy)
    {
        TimeSpan left = state.Since + policy.Delay(state.Crashes) - seen.Now;
        return left > TimeSpan.Zero
            ? new Decision(state, SupervisionAct.None, left)
            : new Decision(
                state with { Condition = Condition.Starting, Since = seen.Now, Starts = state.Starts + 1, Silent = 0 }, SupervisionAct.Start, policy.LookEvery);
    }

    private static Decision KillWhenDue(ServiceState state, Observation seen, SupervisionPolicy policy) =>
        new(state, seen.Now - state.Since >= policy.EndLimit ? SupervisionAct.Kill : SupervisionAct.None, policy.LookEvery);

    private static Decision Judge(ServiceState state, Observation seen, SupervisionPolicy policy) => seen.Probe switch
    {
        ProbeResult.Healthy => new Decision(Well(state, seen, policy), SupervisionAct.None, policy.ProbeEvery),
        ProbeResult.Unwell => Unwell(state, seen, policy),
        ProbeResult.Silent => Silent(state, seen, policy),
        _ => new Decision(state, SupervisionAct.None, policy.LookEvery),
    };

    private static ServiceState Well(ServiceState state, Observation seen, SupervisionPolicy policy)
    {
        if (state.Condition != Condition.Healthy)
        {
            return state with { Condition = Condition.Healthy, Since = seen.Now, Silent = 0 };
        }
        bool stable = seen.Now - state.Since >= policy.StableAfter;
        return state with { Silent = 0, Crashes = stable ? 0 : state.Crashes };
    }

    /// <summary>It answers, so it is not hung: starting it again would not bring back what it waits for.</summary>
    private static Decision Unwell(ServiceState state, Observation seen, SupervisionPolicy policy)
    {
        bool starting = state.Condition == Condition.Starting && seen.Now - state.Since < policy.StartLimit;
        ServiceState next = starting || state.Condition == Condition.Unhealthy
            ? state with { Silent = 0 }
            : state with { Condition = Condition.Unhealthy, Since = seen.Now, Silent = 0 };
        return new Decision(next, SupervisionAct.None, starting ? policy.LookEvery : policy.ProbeEvery / 5);
    }

    private static Decision Silent(ServiceState state, Observation seen, SupervisionPolicy policy)
    {
        int silent = state.Silent + 1;
        bool starting = state.Condition == Condition.Starting;
        bool hung = starting ? seen.Now - state.Since >= policy.StartLimit : silent >= policy.SilentLimit;
        if (hung)
        {
            return new Decision(state with { Condition = Condition.Ending, Since = seen.Now, Silent = silent }, SupervisionAct.End, policy.LookEvery);
        }
        ServiceState next = starting || state.Condition == Condition.Unhealthy
            ? state with { Silent = silent }
            : state with { Condition = Condition.Unhealthy, Since = seen.Now, Silent = silent };
        return new Decision(next, SupervisionAct.None, starting ? policy.LookEvery : policy.ProbeEvery / 5);
    }
}
