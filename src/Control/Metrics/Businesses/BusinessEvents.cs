using System.Buffers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Seawall.Control.Live;
using Seawall.Control.Metrics.Keeping;
using Seawall.Control.Metrics.Scraping;
using Seawall.Control.Shell;
using Seawall.Control.SignIn;

namespace Seawall.Control.Metrics.Businesses;

/// <summary>
/// A business's interfaces as server-sent events in the form of the live page: first <c>window</c> with every second of the span, then <c>sample</c> with each
/// second as it is written; latency in microseconds. It ends when the session does.
/// </summary>
internal static class BusinessEvents
{
    public static IResult Stream(
        string name, string? span, HttpContext http, BusinessFigures figures, MetricStore store, MetricBeat beat, SignInBook book, StreamLimit limit, IHostApplicationLifetime host) =>
        figures.Find(name) is { } place
            ? limit.Stream(http, host, ct => EventsAsync(place, (int)LiveSpan.Of(span).TotalSeconds, figures, store, beat, () => book.IsSignedIn(SessionCookie.Read(http)), ct))
            : Results.NotFound();

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        BusinessPlace place, int seconds, BusinessFigures figures, MetricStore store, MetricBeat beat, Func<bool> signedIn, [EnumeratorCancellation] CancellationToken ct)
    {
        var seen = store.Now;
        var known = seen < 0 ? 0 : (int)Math.Min(seconds, seen - store.Since + 1);
        yield return new SseItem<string>(Json(place, figures, seen - known + 1, known), "window") { ReconnectionInterval = StreamLimit.ComeBack };
        await foreach (var _ in beat.WatchAsync(ct).ConfigureAwait(false))
        {
            if (!signedIn())
                yield break;
            var now = store.Now;
            // Seconds that were written while the last was being sent are sent with this one.
            if (now > seen && seen > 0)
                yield return new SseItem<string>(Json(place, figures, seen + 1, (int)Math.Min(seconds, now - seen)), "sample");
            seen = now;
        }
    }

    internal static string Json(BusinessPlace place, BusinessFigures figures, long from, int count)
    {
        var output = new ArrayBufferWriter<byte>(8192);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("at");
            for (var i = 0; i < count; i++)
                json.WriteNumberValue(from + i);
            json.WriteEndArray();
            json.WriteStartObject("businesses");
            foreach (var (name, seconds) in figures.Seconds(place, from, count))
            {
                json.WriteStartObject(name);
                Write(json, "calls", seconds, second => second.Calls);
                Write(json, "errors", seconds, second => second.Errors);
                Write(json, "p50", seconds, second => second.P50 * 1e6);
                Write(json, "p99", seconds, second => second.P99 * 1e6);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteStartArray("silent");
            if (figures.IsUp(place) is false)
                json.WriteStringValue(place.Process);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, InterfaceSecond[] seconds, Func<InterfaceSecond, double?> figure)
    {
        json.WriteStartArray(name);
        foreach (var second in seconds)
        {
            if (figure(second) is { } value)
                json.WriteNumberValue(Math.Round(value, 2));
            else
                json.WriteNullValue();
        }
        json.WriteEndArray();
    }
}
