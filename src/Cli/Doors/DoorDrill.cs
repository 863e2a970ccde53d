using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Seawall.Client.Config;

namespace Seawall.Cli;

/// <summary>
/// Puts a room before one item of the running shop, sends more buyers than places, and takes the room away again, also when it is interrupted. Buyers of that item wait
/// with them for so long.
/// </summary>
internal sealed partial class DoorDrill(HttpClient control, Uri shop, TimeProvider time)
{
    public const string Room = "door-check";

    private const int Places = 20;
    private const int Inside = 10;
    private const int Connections = 50;
    private const string Reason = "check: more buyers than places before one item";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private long _lastIn;

    public async Task<DoorFinding> RunAsync(int buyers, CancellationToken ct)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseCookies = false, UseProxy = false, AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = shop };
        string home = await http.GetStringAsync("/", ct).ConfigureAwait(false);
        string path = Items().Matches(home).LastOrDefault()?.Groups[1].Value ?? throw new CommandException($"{shop} shows no item to put a room before; `seawall status` says what does not run");
        DoorBuyer[] all = [.. Enumerable.Range(0, buyers).Select(_ => new DoorBuyer())];
        bool undone = false;
        try
        {
            await PublishAsync($$"""{"paths":["{{path}}"],"places":{{Places}},"inside":{{Inside}},"perSecond":10,"passSeconds":30,"graceSeconds":5,"joinsPerMinute":0,"title":"check","titleZh":"检查"}""", ct).ConfigureAwait(false);
            await HoldsAsync(http, ct).ConfigureAwait(false);
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(ct);
            end.CancelAfter(Longest);
            await Task.WhenAll(all.Select(buyer => BuyAsync(http, path, buyer, end.Token))).ConfigureAwait(false);
        }
        finally
        {
            await PublishAsync(null, CancellationToken.None).ConfigureAwait(false);
            undone = true;
        }
        return DoorFinding.Of(path, all, Places, _lastIn, undone, time);
    }

    private async Task BuyAsync(HttpClient http, string path, DoorBuyer buyer, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                using HttpResponseMessage answer = await SendAsync(http, HttpMethod.Get, path, buyer, ct).ConfigureAwait(false);
                buyer.Asked++;
                if (answer.Headers.TryGetValues("Door-Ticket", out var given))
                {
                    buyer.Ticket = given.Single();
                }
                switch (answer.StatusCode)
                {
                    case HttpStatusCode.Accepted:
                        using (JsonDocument told = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct).ConfigureAwait(false)))
                        {
                            buyer.Number = told.RootElement.GetProperty("number").GetInt64();
                            await Task.Delay(TimeSpan.FromMilliseconds(told.RootElement.GetProperty("retryMs").GetInt32()), time, ct).ConfigureAwait(false);
                        }
                        continue;
                    case HttpStatusCode.OK:
                        buyer.IsIn = true;
                        Interlocked.Exchange(ref _lastIn, time.GetTimestamp());
                        (await SendAsync(http, HttpMethod.Post, $"/.door/{Room}/leave", buyer, ct).ConfigureAwait(false)).Dispose();
                        return;
                    case HttpStatusCode.Gone:
                        buyer.KnewAt = time.GetTimestamp();
                        return;
                    default:
                        buyer.HasFailed = true;
                        return;
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && ct.IsCancellationRequested))
        {
            buyer.HasFailed = true;
        }
    }

    // The room is there when it answers for itself.
    private async Task HoldsAsync(HttpClient http, CancellationToken ct)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            using (HttpResponseMessage answer = await http.PostAsync($"/.door/{Room}/leave", null, ct).ConfigureAwait(false))
            {
                if (answer.StatusCode == HttpStatusCode.NoContent)
                {
                    return;
                }
            }
            if (time.GetElapsedTime(began) > Longest)
            {
                throw new CommandException($"{shop} did not open the room {Room}; `seawall config instances` says whether it follows the config center");
            }
            await Task.Delay(Pace, time, ct).ConfigureAwait(false);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string path, DoorBuyer buyer, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        if (buyer.Ticket is { } ticket)
        {
            request.Headers.TryAddWithoutValidation("Door-Ticket", ticket);
        }
        return await http.SendAsync(request, ct).ConfigureAwait(false);
    }

    private Task<JsonElement> PublishAsync(string? value, CancellationToken ct) => ApiOptions.PostAsync(
        control, "/api/config/publish", new JsonObject { ["reason"] = Reason, ["changes"] = new JsonArray(new JsonObject { ["key"] = ConfigKeys.Door + Room, ["value"] = value }) }, ct);

    [GeneratedRegex("href=\"(/items/[0-9]+)\"")]
    private static partial Regex Items();
}
