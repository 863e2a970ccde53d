using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Text;
using Seawall.Peers.Push;

namespace Seawall.Peers.Door;

/// <summary>One connection with the buyers who share it, one request at a time, each when it is due.</summary>
internal sealed class BuyerConnection(bool hasDoor, Buyer[] buyers, Tally tally, Random random) : IDisposable
{
    // What somebody does who is told nothing about when to come again.
    private const int LeastRetryMs = 1400;
    private const int MostRetryMs = 1800;
    private const int StayMs = 300;

    private static readonly byte[] First = Encoding.ASCII.GetBytes($"GET {DoorSite.Path} HTTP/1.1\r\nHost: shop\r\n\r\n");

    private readonly HttpBytes _http = new();

    public Task ConnectAsync(IPAddress source, int port, CancellationToken ct) => _http.ConnectAsync(source, port, ct);

    public async Task RunAsync(CancellationToken ct)
    {
        while (Next() is { } buyer)
        {
            long wait = buyer.Due - Stopwatch.GetTimestamp();
            if (wait > 0)
                await Task.Delay(TimeSpan.FromSeconds(wait / (double)Stopwatch.Frequency), ct);
            if (buyer.State == BuyerState.Inside)
                await BuyAsync(buyer, ct);
            else
                await AskAsync(buyer, ct);
        }
    }

    public void Dispose() => _http.Dispose();

    private Buyer? Next()
    {
        Buyer? next = null;
        foreach (Buyer buyer in buyers)
        {
            if (buyer.State is BuyerState.Waiting or BuyerState.Inside && (next is null || buyer.Due < next.Due))
                next = buyer;
        }
        return next;
    }

    private async Task AskAsync(Buyer buyer, CancellationToken ct)
    {
        tally.Ask();
        await _http.SendAsync(buyer.Poll ?? First, ct);
        (ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body) = await _http.AnswerAsync(ct);
        Hear(buyer, head.Span, body.Span);
    }

    private void Hear(Buyer buyer, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        long now = Stopwatch.GetTimestamp();
        if (TicketIn(head) is { } ticket)
        {
            (buyer.Ticket, buyer.Poll) = (ticket, Bytes("GET", DoorSite.Path, ticket));
            long number = NumberOf(ticket);
            // A new number after the first: the call came and the buyer was too late for it.
            if (buyer.Number > 0 && number != buyer.Number)
                tally.Lapse();
            buyer.Number = number;
        }
        else if (buyer.Number == 0)
        {
            buyer.Number = hasDoor ? long.MaxValue : tally.Arrive();
        }
        switch (StatusOf(head))
        {
            case 200:
                tally.LetIn();
                (buyer.State, buyer.InAt) = (BuyerState.Inside, now);
                buyer.Due = now + StayMs * Stopwatch.Frequency / 1000;
                break;
            case 410:
                (buyer.State, buyer.KnewAt) = (BuyerState.Gone, now);
                break;
            case 202 when buyer.Leaves:
                buyer.State = BuyerState.Gone;
                break;
            case 202:
                buyer.Due = now + RetryMsIn(body) * Stopwatch.Frequency / 1000;
                break;
            case 429 or 503:
                tally.Refuse();
                buyer.Due = now + random.Next(LeastRetryMs, MostRetryMs) * Stopwatch.Frequency / 1000;
                break;
            default:
                tally.Fail();
                buyer.State = BuyerState.Gone;
                break;
        }
    }

    // Inside: the order, then the way out.
    private async Task BuyAsync(Buyer buyer, CancellationToken ct)
    {
        if (hasDoor)
        {
            await _http.SendAsync(Bytes("POST", DoorSite.Path, buyer.Ticket!), ct);
            if (StatusOf((await _http.AnswerAsync(ct)).Head.Span) != 200)
                tally.Fail();
            buyer.OutAt = Stopwatch.GetTimestamp();
            await _http.SendAsync(Bytes("POST", "/.door/rush/leave", buyer.Ticket!), ct);
            await _http.AnswerAsync(ct);
        }
        buyer.State = BuyerState.Done;
    }

    private static byte[] Bytes(string method, string path, string ticket) =>
        Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: shop\r\nDoor-Ticket: {ticket}\r\n{(method == "POST" ? "Content-Length: 0\r\n" : "")}\r\n");

    private static int StatusOf(ReadOnlySpan<byte> head) => Utf8Parser.TryParse(head[9..], out int status, out _) ? status : 0;

    private static string? TicketIn(ReadOnlySpan<byte> head)
    {
        int at = head.IndexOf("Door-Ticket: "u8);
        return at < 0 ? null : Encoding.ASCII.GetString(head[(at + 13)..(at + head[at..].IndexOf((byte)'\r'))]);
    }

    // Bytes 5 to 12 of what follows the room's name.
    private static long NumberOf(string ticket) =>
        BitConverter.ToInt64(Base64Url.DecodeFromChars(ticket.AsSpan(ticket.LastIndexOf('.') + 1)), 5);

    private static int RetryMsIn(ReadOnlySpan<byte> body) =>
        Utf8Parser.TryParse(body[(body.IndexOf("\"retryMs\":"u8) + 10)..], out int retry, out _) ? retry : throw new InvalidOperationException("the door did not say when to ask again");
}
