using Seawall.Topology;

namespace Seawall.Watchdog;

/// <summary>One process that the watchdog keeps running: how to start it, how to see that it serves, how to end it.</summary>
public sealed record Service(string Name, DetachedCommand Command)
{
    /// <summary>Asks the running process whether it serves; ends by itself within seconds.</summary>
    public required Func<CancellationToken, Task<ProbeResult>> Probe { get; init; }

    /// <summary>Runs before each start: makes and clears what the process needs.</summary>
    public Func<CancellationToken, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    /// <summary>Finds the process when the state file does not know it.</summary>
    public Func<ProcessIdentity?> Find { get; init; } = () => null;

    /// <summary>The signals that end it, each with the time that the process is given before the next.</summary>
    public IReadOnlyList<StopStep> Stop { get; init; } = StopStep.Default;

    public SupervisionPolicy Policy { get; init; } = new();
}

/// <summary>One signal and how long to wait for its effect.</summary>
public readonly record struct StopStep(ProcessSignal Signal, TimeSpan Wait)
{
    public static IReadOnlyList<StopStep> Default { get; } =
        [new(ProcessSignal.Terminate, TimeSpan.FromSeconds(10)), new(ProcessSignal.Kill, TimeSpan.FromSeconds(5))];

    /// <summary>The watchdog ends all others first.</summary>
    public static IReadOnlyList<StopStep> Watchdog { get; } =
        [new(ProcessSignal.Terminate, TimeSpan.FromSeconds(90)), new(ProcessSignal.Kill, TimeSpan.FromSeconds(5))];

    /// <summary>PostgreSQL: fast shutdown, then immediate shutdown; it is never killed, that would leave its children behind.</summary>
    public static IReadOnlyList<StopStep> Postgres { get; } =
        [new(ProcessSignal.Interrupt, TimeSpan.FromSeconds(20)), new(ProcessSignal.Quit, TimeSpan.FromSeconds(10))];

    /// <summary>Sends the signals in turn until the process is gone; false when it survives the last.</summary>
    public static async Task<bool> EndAsync(ProcessIdentity process, IReadOnlyList<StopStep> steps, CancellationToken ct)
    {
        foreach (StopStep step in steps)
        {
            process.Signal(step.Signal);
            if (await process.WaitGoneAsync(step.Wait, ct).ConfigureAwait(false))
            {
                return true;
            }
        }
        return false;
    }
}
