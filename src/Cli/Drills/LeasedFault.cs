using Seawall.Drills.Faults;
using Seawall.Drills.Runs;

namespace Seawall.Cli;

/// <summary>A fault of a drill that is a lease.</summary>
internal sealed class LeasedFault(FaultSession session) : IDrillFault
{
    public double? Refused => null;

    public void Mark()
    {
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
