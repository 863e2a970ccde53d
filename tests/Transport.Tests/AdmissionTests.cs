using System.Net;
using Seawall.Testing;

namespace Seawall.Transport.Tests;

/// <summary>Who comes in, who waits and who gives way, over connections that are only counted.</summary>
public sealed class AdmissionTests
{
    private static readonly AddressKey s_here = AddressKey.Of(IPAddress.Loopback);
    private static readonly AddressKey s_there = AddressKey.Of(IPAddress.Parse("10.0.0.2"));

    [Fact]
    public void The_newest_idle_connection_of_the_lowest_grade_gives_way_and_the_highest_never_does()
    {
        Admission admission = new(new AdmissionOptions { Total = 4 });
        Guest core = Come(admission, "trade", 0);
        Guest older = Come(admission, "batch", 4);
        Guest busy = Come(admission, "batch", 4, idle: false);
        Guest middle = Come(admission, "reviews", 2);

        Guest first = Come(admission, "trade", 0);
        Assert.Equal((Naming.AdmittedForAnother, LeaveReason.Shed), (first.Naming, older.Told));
        Guest second = Come(admission, "trade", 0);
        Assert.Equal((Naming.AdmittedForAnother, LeaveReason.Shed), (second.Naming, busy.Told));
        Guest third = Come(admission, "trade", 0);
        Assert.Equal((Naming.AdmittedForAnother, LeaveReason.Shed), (third.Naming, middle.Told));
        Assert.Equal(Naming.Full, Come(admission, "trade", 0).Naming);
        Assert.Equal(Naming.Full, Come(admission, "batch", 4).Naming);
        Assert.Null(core.Told);
        Assert.Equal(4, admission.Named);
        Assert.Equal((2L, 1L, 1L), (admission.ClassOf("batch").Shed, admission.ClassOf("batch").Refused, admission.ClassOf("reviews").Shed));
    }

    [Fact]
    public void A_class_and_an_address_have_their_caps_and_places_come_back()
    {
        Admission admission = new(new AdmissionOptions { PerAddress = 3, PerClass = name => name == "batch" ? 2 : null });
        Guest one = Come(admission, "batch", 4);
        Come(admission, "batch", 4);
        Assert.Equal(Naming.TooManyOfClass, Come(admission, "batch", 4).Naming);
        Come(admission, "trade", 0);
        Assert.Equal(Naming.TooManyFromAddress, Come(admission, "trade", 0).Naming);
        Assert.Equal(Naming.Admitted, Come(admission, "trade", 0, address: s_there).Naming);
        Assert.Equal(Naming.TooManyFromAddress, Come(admission, "batch", 4).Naming);

        admission.Leave(one.Seat);
        Assert.Equal(Naming.Admitted, Come(admission, "batch", 4).Naming);
        admission.Apply(admission.Options with { PerClass = static _ => 0 });
        Assert.Equal(Naming.TooManyOfClass, Come(admission, "batch", 4, address: s_there).Naming);
    }

    [Fact]
    public void When_all_handshakes_are_taken_the_oldest_gives_way_once_it_had_its_time()
    {
        Admission admission = new(new AdmissionOptions { Handshakes = 2, HandshakeLeast = TimeSpan.FromSeconds(1) });
        Guest slow = Arrive(admission, now: 0);
        Guest other = Arrive(admission, now: 500_000);
        Assert.NotEqual(0, admission.TryReserve(999_000));
        Assert.Null(slow.Told);

        Guest next = Arrive(admission, now: 1_000_000);
        Assert.Equal((LeaveReason.SlowHandshake, null), (slow.Told, other.Told));
        Assert.Equal(2, admission.Handshakes);
        admission.Leave(slow.Seat);
        Assert.Equal(2, admission.Handshakes);
        admission.Leave(next.Seat);
        admission.Leave(other.Seat);
        Assert.Equal((0, 1L), (admission.Handshakes, admission.Counters.SlowHandshakes));
    }

    [Fact]
    public void Who_was_refused_and_does_not_go_is_closed_before_anybody_loses_a_handshake()
    {
        Admission admission = new(new AdmissionOptions { Handshakes = 3, HandshakeLeast = TimeSpan.FromHours(1), PerClass = static _ => 0 });
        Guest[] refused = [Come(admission, "batch", 4), Come(admission, "batch", 4), Come(admission, "batch", 4)];
        Guest waiting = Arrive(admission, now: 0);
        Assert.Equal((LeaveReason.SlowHandshake, null), (refused[0].Told, refused[1].Told));
        Arrive(admission, now: 0);
        admission.Leave(refused[0].Seat);
        Arrive(admission, now: 0);
        Assert.Equal((LeaveReason.SlowHandshake, LeaveReason.SlowHandshake, null, 3), (refused[1].Told, refused[2].Told, waiting.Told, admission.Handshakes));
        admission.Leave(refused[1].Seat);
        admission.Leave(refused[2].Seat);
        Assert.Equal(3, admission.Handshakes);
        Assert.NotEqual(0, admission.TryReserve(0));
    }

    [Fact]
    public void The_accept_rate_lets_a_burst_pass_and_then_so_many_a_second()
    {
        Admission admission = new(new AdmissionOptions { AcceptPerSecond = 100, AcceptBurst = 5 });
        for (int i = 0; i < 5; i++)
            Arrive(admission, now: 1_000_000);
        Assert.Equal(10_000, admission.TryReserve(1_000_000));
        Assert.Equal(4_000, admission.TryReserve(1_006_000));
        Assert.Equal(0, admission.TryReserve(1_010_000));
        admission.Unreserve();
        Assert.Equal(0, admission.TryReserve(1_010_000));
        Assert.NotEqual(0, admission.TryReserve(1_010_000));
        Assert.Equal(0, admission.TryReserve(9_000_000));
    }

    [Fact]
    public void Seats_are_counted_right_whatever_comes_and_goes_and_no_seat_is_lost()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        Admission admission = new(new AdmissionOptions { Total = 20, PerAddress = 12, Handshakes = 10, HandshakeLeast = TimeSpan.FromMicroseconds(30), PerClass = name => name == "c4" ? 3 : null });
        List<Guest> here = [];
        for (int step = 0; step < 20_000; step++)
        {
            if (random.Next(3) > 0)
            {
                if (admission.TryReserve(step) != 0)
                    continue;
                Guest guest = new() { IsIdle = random.Next(2) == 0 };
                guest.Seat = admission.Sit(guest, random.Next(2) == 0 ? s_here : s_there, step);
                here.Add(guest);
            }
            else if (here.Count > 0)
            {
                Guest guest = here[random.Next(here.Count)];
                int grade = random.Next(5);
                if (!guest.IsNamed && random.Next(2) == 0)
                    (guest.IsNamed, guest.Naming) = (true, admission.Name(guest.Seat, admission.ClassOf($"c{grade}"), grade));
                else
                    Go(guest);
            }
            int named = here.Count(guest => guest is { IsNamed: true, Told: null, Naming: Naming.Admitted or Naming.AdmittedForAnother });
            Assert.True(named == admission.Named && admission.Named <= 20, $"seed {seed}, step {step}: {admission.Named} named, {named} expected");
            Assert.True(admission.Handshakes <= 10, $"seed {seed}, step {step}: {admission.Handshakes} handshakes");
        }
        foreach (Guest guest in here.ToArray())
            Go(guest);
        Assert.True((admission.Named, admission.Handshakes) == (0, 0), $"seed {seed}");
        Assert.All(admission.Classes(), one => Assert.Equal(0, one.Count));

        void Go(Guest guest)
        {
            admission.Leave(guest.Seat);
            here.Remove(guest);
        }
    }

    [Fact]
    public void A_connection_that_comes_and_goes_allocates_nothing()
    {
        Admission admission = new(new AdmissionOptions { Total = 8, PerAddress = 100, AcceptPerSecond = 1_000_000 });
        ConnectionClass trade = admission.ClassOf("trade");
        Guest guest = new() { IsIdle = true };
        int[] seats = new int[16];
        ComeAndGo();
        Assert.Equal(0, AllocationGauge.Of(500, ComeAndGo));

        void ComeAndGo()
        {
            for (int i = 0; i < seats.Length; i++)
            {
                admission.TryReserve(i);
                seats[i] = admission.Sit(guest, s_here, i);
                admission.Name(seats[i], trade, i % 5);
            }
            foreach (int seat in seats)
                admission.Leave(seat);
        }
    }

    private static Guest Arrive(Admission admission, long now, AddressKey? address = null)
    {
        Guest guest = new();
        Assert.Equal(0, admission.TryReserve(now));
        guest.Seat = admission.Sit(guest, address ?? s_here, now);
        return guest;
    }

    private static Guest Come(Admission admission, string name, int grade, bool idle = true, AddressKey? address = null)
    {
        Guest guest = Arrive(admission, now: 0, address);
        guest.IsIdle = idle;
        guest.Naming = admission.Name(guest.Seat, admission.ClassOf(name), grade);
        return guest;
    }

    private sealed class Guest : IAdmitted
    {
        public int Seat { get; set; }

        public bool IsNamed { get; set; }

        public bool IsIdle { get; set; }

        public Naming Naming { get; set; }

        public LeaveReason? Told { get; private set; }

        public void Leave(LeaveReason reason) => Told = reason;
    }
}
