using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Seawall.Client.Calls;
using Seawall.Client.Hosting;
using Seawall.Client.Limits;

namespace Seawall.Client.Doors;

/// <summary>
/// The front door: before a request is routed, whoever has no pass for a room waits in it. Nothing behind is touched for them, and no connection is held.
/// </summary>
/// <remarks>
/// Waiting answers 202 to reads and 429 to everything else, sold out 410, both with <c>x-degraded: door.{room};…</c>; <c>Retry-After</c> says when to ask again.
/// People have their ticket in the cookie <c>door-{room}</c>, programs in the header <c>Door-Ticket</c>. <c>GET /.door/{room}</c> asks how one stands without going in,
/// <c>POST /.door/{room}/leave</c> gives one's place inside to the next.
/// </remarks>
internal sealed class DoorMiddleware(RequestDelegate next, LiveDoors doors, TicketSeal seal, EdgeVisitors visitors, TimeProvider clock)
{
    public const string TicketHeader = "Door-Ticket";
    private const string Own = "/.door/";
    private const string Leave = "/leave";
    private const long TicketLifetimeMs = 24 * 3600 * 1000L;

    private static readonly string[] AlwaysOpen = ["/alive", "/health", "/metrics"];

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _body;

    private readonly AddressCap _joins = new();

    public Task InvokeAsync(HttpContext http)
    {
        var rooms = doors.Current;
        if (rooms.Count == 0)
            return next(http);
        var path = http.Request.Path.Value ?? "/";
        if (path.StartsWith(Own, StringComparison.Ordinal))
            return AskAsync(http, path.AsSpan(Own.Length));
        var role = CallContext.Current.Role;
        foreach (var door in rooms)
        {
            if (door.Room.Rules.Covers(path, role) && !AlwaysOpen.Contains(path, StringComparer.Ordinal) && !Enters(http, door, isAsked: false, out var told))
                return told;
        }
        return next(http);
    }

    private Task AskAsync(HttpContext http, ReadOnlySpan<char> rest)
    {
        var leaves = HttpMethods.IsPost(http.Request.Method) && rest.EndsWith(Leave, StringComparison.Ordinal);
        if (doors.Find((leaves ? rest[..^Leave.Length] : rest).ToString()) is not { } door)
            return Refusals.WriteAsync(http, StatusCodes.Status404NotFound, "no_room", "There is no such waiting room.");
        if (!leaves)
        {
            Enters(http, door, isAsked: true, out var told);
            return told;
        }
        var shown = Shown(http, door.Room.Rules.Name);
        if (seal.TryRead(door.Room.Rules.Name, shown, out var ticket) == Refusal.None && ticket.Epoch == door.Room.Epoch)
            door.Room.Leave(ticket.Number);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    // False, with what to tell, for whoever stays outside; and for everybody who only asks.
    private bool Enters(HttpContext http, Door door, bool isAsked, out Task told)
    {
        told = Task.CompletedTask;
        var (room, rules) = (door.Room, door.Room.Rules);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();

        // 1. What is shown, and what it is worth.
        var shown = Shown(http, rules.Name);
        var refusal = Refusal.None;
        DoorTicket ticket = default;
        if (!shown.IsEmpty && (refusal = seal.TryRead(rules.Name, shown, out ticket)) == Refusal.None)
            refusal = ticket.Epoch != room.Epoch ? Refusal.Foreign : !ticket.IsPass && ticket.Moment + TicketLifetimeMs < now ? Refusal.Expired : Refusal.None;
        var isKnown = !shown.IsEmpty && refusal == Refusal.None;
        var answer = isKnown ? room.Poll(ticket) : default;
        if (isKnown && answer.Verdict == RoomVerdict.Over)
            (isKnown, refusal) = (false, answer.Why);
        if (refusal != Refusal.None)
            DoorFigures.Refuse(rules.Name, DoorFigures.Word(refusal));

        // 2. Whoever has nothing of worth joins at the end.
        if (!isKnown)
        {
            if (!room.IsOver && !_joins.TryTake(http.Connection.RemoteIpAddress, rules.JoinsPerMinute, now / 60_000))
            {
                DoorFigures.Refuse(rules.Name, "address");
                http.Response.Headers.RetryAfter = (60 - now / 1000 % 60).ToString(CultureInfo.InvariantCulture);
                told = Refusals.WriteAsync(http, StatusCodes.Status429TooManyRequests, "too_many_tickets", "Too many tickets were given to this address within a minute. Try again in the next.");
                return false;
            }
            answer = room.Join(visitors.KnownAs(http) is { Length: > 0 } holder ? XxHash3.HashToUInt64(MemoryMarshal.AsBytes(holder.AsSpan())) | 1 : 0);
            if (answer.Verdict != RoomVerdict.SoldOut)
                DoorFigures.Joined(rules.Name);
        }

        // 3. In, or told.
        var isIn = answer.Verdict is RoomVerdict.Admitted or RoomVerdict.Inside;
        if (answer.Verdict == RoomVerdict.Admitted)
            DoorFigures.LetIn(rules.Name);
        string? given = null;
        if (answer.Verdict != RoomVerdict.SoldOut && (!isKnown || (isIn && !ticket.IsPass)))
            Give(http, rules.Name, given = seal.Write(rules.Name, new DoorTicket(isIn, room.Epoch, answer.Number, answer.Moment)));
        if (isIn && !isAsked)
            return true;
        DoorFigures.Polled(rules.Name);
        Tell(http, door, answer, refusal, given);
        return false;
    }

    private static void Tell(HttpContext http, Door door, in RoomAnswer answer, Refusal refusal, string? given)
    {
        var (response, headers) = (http.Response, http.Response.Headers);
        headers.CacheControl = "no-store";
        var isRead = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        switch (answer.Verdict)
        {
            case RoomVerdict.Waiting:
                response.StatusCode = isRead ? StatusCodes.Status202Accepted : StatusCodes.Status429TooManyRequests;
                headers[LimitMiddleware.Header] = door.Page.Degraded;
                headers.RetryAfter = WaitingPage.Seconds(answer.RetryMs) switch { 1 => "1", 2 => "2", var seconds => seconds.ToString(CultureInfo.InvariantCulture) };
                break;
            case RoomVerdict.SoldOut:
                response.StatusCode = StatusCodes.Status410Gone;
                break;
        }
        var body = _body ??= new ArrayBufferWriter<byte>(4096);
        body.ResetWrittenCount();
        if (http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            headers.ContentType = "text/html; charset=utf-8";
            headers.ContentSecurityPolicy = PageTexts.ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers.Vary = "Accept, Accept-Language, Cookie";
            door.Page.WriteHtml(body, VisitorLanguage.IsChinese(http.Request), answer, refusal, isRead ? "" : Back(http.Request));
        }
        else
        {
            headers.ContentType = "application/json; charset=utf-8";
            door.Page.WriteJson(body, answer, refusal, given);
        }
        // The server sends it with the end of the request, head and body in one write.
        headers.ContentLength = body.WrittenCount;
        response.BodyWriter.Write(body.WrittenSpan);
    }

    private static void Give(HttpContext http, string room, string ticket)
    {
        var headers = http.Response.Headers;
        headers.Append("Set-Cookie", $"door-{room}={ticket}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax{(http.Request.IsHttps ? "; Secure" : "")}");
        headers[TicketHeader] = ticket;
    }

    // The header counts before the cookie, which the framework would make a dictionary of.
    private static ReadOnlySpan<char> Shown(HttpContext http, string room)
    {
        if (http.Request.Headers.TryGetValue(TicketHeader, out var header) && header.Count == 1)
            return header[0];
        foreach (var cookies in http.Request.Headers.Cookie)
        {
            foreach (var part in cookies.AsSpan().Split(';'))
            {
                var cookie = cookies.AsSpan()[part].Trim();
                if (cookie.StartsWith("door-", StringComparison.Ordinal) && cookie[5..].StartsWith(room, StringComparison.Ordinal) && cookie.Length > room.Length + 6 && cookie[room.Length + 5] == '=')
                    return cookie[(room.Length + 6)..];
            }
        }
        return [];
    }

    // A form was sent: its page is where to go back to, and to send it again from.
    private static string Back(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var from) && from.Authority == request.Host.Value ? from.PathAndQuery : "/";
}
