using Seawall.Kernel.Faults;

namespace Seawall.Kernel.Tests.Faults;

public sealed class LeaseTests : IDisposable
{
    private const long Begun = 1_000_000;
    private static readonly LeaseClock Lease = new(MachineClock.Boot, Begun, Begun + 3_000, Begun + 60_000, 5_000);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("seawall-leases-");
    private readonly FaultFolder _folder;

    public LeaseTests() => _folder = new FaultFolder(_home.FullName);

    public void Dispose() => _home.Delete(recursive: true);

    [Theory]
    [InlineData(3_000, true)]
    [InlineData(7_999, true)]
    [InlineData(8_000, false)]
    [InlineData(2_999, false)]
    [InlineData(-1, false)]
    public void A_lease_holds_from_its_renewal_until_it_lapses(long afterBegun, bool holds) => Assert.Equal(holds, Lease.Holds(Begun + afterBegun));

    public static TheoryData<string, LeaseClock> Faulty => new()
    {
        { "its end is over", Lease with { EndsMs = Begun + 3_500 } },
        { "it is longer than any may be", Lease with { EndsMs = Begun + 900_001 } },
        { "it lapses later than any may", Lease with { LapseMs = 30_001 } },
        { "it was renewed in time to come", Lease with { RenewedMs = Begun + 4_001 } },
        { "it begins in time to come", Lease with { BegunMs = Begun + 4_001, RenewedMs = Begun + 4_001 } },
        { "the machine was booted since", Lease with { Boot = "another" } },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void A_lease_that_can_not_be_right_holds_at_no_time(string why, LeaseClock lease) => Assert.False(lease.Holds(Begun + 4_000), why);

    [Fact]
    public void A_process_has_the_orders_of_leases_that_hold_for_itself_and_for_all()
    {
        Put("one", Lease, new FaultOrders { Links = [new LinkOrder("web", "localhost", 80, 1001), new LinkOrder("catalog", "localhost", 81, 1002)], Clocks = [new ClockOrder("web", 3600)] });
        Put("two", Lease, new FaultOrders { Links = [new LinkOrder(FaultOrders.Everyone, "127.0.0.1", 82, 1003)], Clocks = [new ClockOrder("web", -60)] });
        Put("over", Lease with { EndsMs = Begun + 1 }, new FaultOrders { Links = [new LinkOrder("web", "localhost", 83, 1004)] });

        OwnFaults web = _folder.Read("web", Begun + 3_000);
        Assert.Equal([(80, 1001), (82, 1003)], web.Ways.Select(way => (way.Key.Port, way.Value)).Order());
        Assert.Equal(TimeSpan.FromSeconds(3540), web.ClockOffset);
        Assert.Equal([(82, 1003)], _folder.Read("trade", Begun + 3_000).Ways.Select(way => (way.Key.Port, way.Value)));
    }

    [Fact]
    public void The_lever_a_torn_file_and_a_lease_given_back_leave_no_orders()
    {
        Put("one", Lease, new FaultOrders { Clocks = [new ClockOrder("web", 1)] });
        Assert.Equal(TimeSpan.FromSeconds(1), _folder.Read("web", Begun + 3_000).ClockOffset);

        File.WriteAllText(_folder.Lever, "");
        Assert.Same(OwnFaults.None, _folder.Read("web", Begun + 3_000));
        File.Delete(_folder.Lever);

        File.WriteAllText(_folder.FileOf("one", FaultFolder.OrdersSuffix), "{\"clocks\":[{\"proc");
        Assert.Same(OwnFaults.None, _folder.Read("web", Begun + 3_000));

        File.Delete(_folder.FileOf("one", FaultFolder.LeaseSuffix));
        _folder.WriteOrders("one", new FaultOrders { Clocks = [new ClockOrder("web", 1)] });
        Assert.Same(OwnFaults.None, _folder.Read("web", Begun + 3_000));
    }

    private void Put(string id, LeaseClock clock, FaultOrders orders)
    {
        _folder.WriteOrders(id, orders);
        _folder.Write(
            _folder.FileOf(id, FaultFolder.LeaseSuffix),
            System.Text.Encoding.UTF8.GetBytes($$$"""{"id":"{{{id}}}","clock":{"boot":"{{{clock.Boot}}}","begunMs":{{{clock.BegunMs}}},"renewedMs":{{{clock.RenewedMs}}},"endsMs":{{{clock.EndsMs}}},"lapseMs":{{{clock.LapseMs}}} } }"""));
    }
}
