using Seawall.Gate.Judging;

namespace Seawall.Gate.Tests.Limits;

/// <summary>A session as far as queues know it: counts how often its turn came.</summary>
internal sealed class TestWaiter : IWaiter
{
    public TestWaiter() => Ticket = new Ticket(this);

    public Ticket Ticket { get; }

    public int Grants { get; private set; }

    public void OnGranted() => Grants++;
}
