namespace Seawall.Drills.Faults;

/// <summary>No lease is given, for the reasons in the message.</summary>
public sealed class FaultRefusedException(IReadOnlyList<string> reasons) : Exception(string.Join('\n', reasons))
{
    public IReadOnlyList<string> Reasons => reasons;
}
