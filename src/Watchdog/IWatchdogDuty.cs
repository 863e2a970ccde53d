namespace Seawall.Watchdog;

/// <summary>Work that the watchdog does beside keeping its services; its failure costs no service.</summary>
public interface IWatchdogDuty
{
    /// <summary>Runs before any service is looked at.</summary>
    Task BeginAsync(CancellationToken ct);

    /// <summary>Runs until cancelled; what it does at its end is done before the first service is stopped.</summary>
    Task RunAsync(CancellationToken ct);
}
