namespace Seawall.Gate;

/// <summary>A gate as a process runs it.</summary>
public static class GateHost
{
    /// <summary>Runs a gate until cancelled. Throws at once when the options are faulty or an address is taken.</summary>
    public static async Task RunAsync(GateOptions options, CancellationToken cancellationToken, TimeProvider? time = null)
    {
        await using GateServer server = await GateServer.StartAsync(options, time, cancellationToken).ConfigureAwait(false);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
