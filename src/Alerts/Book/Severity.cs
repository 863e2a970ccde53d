namespace Seawall.Alerts;

/// <summary>How much an alert matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nobody is woken.</summary>
    Info,

    /// <summary>Look at it today.</summary>
    Warning,

    /// <summary>Buyers notice, or will soon.</summary>
    Critical,
}
