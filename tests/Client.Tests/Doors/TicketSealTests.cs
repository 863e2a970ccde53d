using Seawall.Client.Doors;
using Xunit.Abstractions;

namespace Seawall.Client.Tests;

public sealed class TicketSealTests(ITestOutputHelper output)
{
    private static readonly DoorTicket Ticket = new(false, 7, 12345, 1_700_000_000_000);
    private readonly TicketSeal _seal = new("the site's secret");

    [Fact]
    public void A_ticket_reads_as_it_was_written()
    {
        foreach (var ticket in new[] { Ticket, Ticket with { IsPass = true }, new DoorTicket(true, uint.MaxValue, long.MaxValue, long.MinValue) })
        {
            Assert.Equal(Refusal.None, _seal.TryRead("rush", _seal.Write("rush", ticket), out var read));
            Assert.Equal(ticket, read);
        }
    }

    [Fact]
    public void A_ticket_of_another_room_is_foreign_and_under_another_name_or_secret_forged()
    {
        var text = _seal.Write("rush", Ticket);
        Assert.Equal(Refusal.Foreign, _seal.TryRead("other", text, out _));
        Assert.Equal(Refusal.Forged, _seal.TryRead("other", text.Replace("rush.", "other.", StringComparison.Ordinal), out _));
        Assert.Equal(Refusal.Forged, new TicketSeal("another secret").TryRead("rush", text, out _));
    }

    [Fact]
    public void Any_change_of_a_ticket_is_forged()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var text = _seal.Write("rush", Ticket);
        Assert.All(new[] { "", ".", "rush.", "rush", text[..^1], text + "A", new string('a', 5000) }, broken => Assert.Equal(Refusal.Forged, _seal.TryRead("rush", broken, out _)));
        for (var i = 0; i < 20_000; i++)
        {
            var letters = text.ToCharArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                letters[random.Next(letters.Length)] = (char)random.Next(1, i % 2 == 0 ? 128 : 0x3000);
            // The last letter holds two bits that say nothing; a ticket that reads at all reads as it was written.
            if (_seal.TryRead("rush", letters, out var read) == Refusal.None)
                Assert.Equal(Ticket, read);
        }
    }

    [Fact]
    public void Reading_a_ticket_allocates_nothing()
    {
        var text = _seal.Write("rush", Ticket);
        _seal.TryRead("rush", text, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _seal.TryRead("rush", text, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
