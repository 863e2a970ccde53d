using System.Diagnostics;
using System.Globalization;
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
        (int status, string head, string body) = await SendAsync(buyer.Ticket is null ? First : Bytes("GET", DoorSite.Path, buyer.Ticket), ct);
        if (buyer.Number == 0)
            buyer.Number = hasDoor ? NumberIn(head, body) : tally.Arrive();
        long now = Stopwatch.GetTimestamp();
        if (HeaderIn(head, "Door-Ticket: ") is { } ticket)
            buyer.Ticket = ticket;
        switch (status)
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
                buyer.Due = now + Figure(body, "\"retryMs\":") * Stopwatch.Frequency / 1000;
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
            if ((await SendAsync(Bytes("POST", DoorSite.Path, buyer.Ticket!), ct)).Status != 200)
                tally.Fail();
            buyer.OutAt = Stopwatch.GetTimestamp();
            await SendAsync(Bytes("POST", "/.door/rush/leave", buyer.Ticket!), ct);
        }
        buyer.State = BuyerState.Done;
    }

    private async ValueTask<(int Status, string Head, string Body)> SendAsync(byte[] request, CancellationToken ct)
    {
        await _http.SendAsync(request, ct);
        string head = await _http.HeadAsync(ct);
        int status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
        string body = "";
        if (HeaderIn(head, "Content-Length: ") is { } length)
            body = await _http.BodyAsync(int.Parse(length, CultureInfo.InvariantCulture), ct);
        else if (HeaderIn(head, "Transfer-Encoding: ") is not null)
        {
            for (ReadOnlyMemory<byte> chunk = await _http.ChunkAsync(ct); !chunk.IsEmpty; chunk = await _http.ChunkAsync(ct))
                body += Encoding.UTF8.GetString(chunk.Span);
        }
        return (status, head, body);
    }

    private static byte[] Bytes(string method, string path, string ticket) =>
        Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: shop\r\nDoor-Ticket: {ticket}\r\n{(method == "POST" ? "Content-Length: 0\r\n" : "")}\r\n");

    private static string? HeaderIn(string head, string name)
    {
        int at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : head[(at + name.Length)..head.IndexOf('\r', at)];
    }

    // Who is let in at once is told the number by the pass alone: bytes 5 to 12 of it.
    private static long NumberIn(string head, string body) =>
        body.Contains("\"number\":", StringComparison.Ordinal) ? Figure(body, "\"number\":")
        : HeaderIn(head, "Door-Ticket: ") is { } ticket ? BitConverter.ToInt64(System.Buffers.Text.Base64Url.DecodeFromChars(ticket.AsSpan(ticket.LastIndexOf('.') + 1)), 5)
        : long.MaxValue;

    private static int Figure(string body, string name)
    {
        int at = body.IndexOf(name, StringComparison.Ordinal) + name.Length;
        int end = at;
        while (char.IsAsciiDigit(body[end]))
            end++;
        return int.Parse(body.AsSpan(at, end - at), CultureInfo.InvariantCulture);
    }
}
