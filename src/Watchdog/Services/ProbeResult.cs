namespace Seawall.Watchdog;

/// <summary>What a probe of a running process says.</summary>
public enum ProbeResult
{
    /// <summary>It answers and can serve.</summary>
    Healthy,

    /// <summary>It answers but says that it can't serve now; ending it would mend nothing.</summary>
    Unwell,

    /// <summary>No answer within the probe's time: starting, hung or stopped.</summary>
    Silent,
}
