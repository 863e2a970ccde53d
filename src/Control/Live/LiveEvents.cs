using System.Buffers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Seawall.Control.Shell;
using Seawall.Control.SignIn;

namespace Seawall.Control.Live;

/// <summary>
/// The live figures as server-sent events: first <c>window</c> with all samples of the span, so that a reader that comes back misses nothing, then a
/// <c>sample</c> a second. Data is JSON: <c>{"at":[…],"businesses":{"trade":{"calls":[…],"errors":[…],"p50":[…],"p99":[…]}},"silent":[…]}</c>, rates a second
/// and microseconds. It ends when the session does.
/// </summary>
internal static class LiveEvents
{
    public static IResult Stream(string? span, HttpContext http, LiveSampler sampler, SignInBook book, StreamLimit limit, IHostApplicationLifetime host) =>
        limit.Stream(http, host, ct => EventsAsync(LiveSpan.Of(span), sampler, () => book.IsSignedIn(SessionCookie.Read(http)), ct));

    internal static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        TimeSpan span, LiveSampler sampler, Func<bool> signedIn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new SseItem<string>(Json([.. sampler.Look().Last(span)]), "window") { ReconnectionInterval = StreamLimit.ComeBack };
        await foreach (var sample in sampler.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!signedIn())
                yield break;
            yield return new SseItem<string>(Json([sample]), "sample");
        }
    }

    internal static string Json(IReadOnlyList<LiveSample> samples)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("at");
            foreach (var sample in samples)
                json.WriteNumberValue(Math.Round(sample.At.ToUnixTimeMilliseconds() / 1000.0, 1));
            json.WriteEndArray();
            json.WriteStartObject("businesses");
            foreach (var business in samples.SelectMany(sample => sample.Businesses).Select(b => b.Business).Distinct().Order(StringComparer.Ordinal))
                WriteBusiness(json, business, samples);
            json.WriteEndObject();
            json.WriteStartArray("silent");
            foreach (var gate in samples is [.., var last] ? last.SilentGates : [])
                json.WriteStringValue(gate);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void WriteBusiness(Utf8JsonWriter json, string business, IReadOnlyList<LiveSample> samples)
    {
        BusinessSample?[] own = [.. samples.Select(sample => sample.Of(business))];
        json.WriteStartObject(business);
        Write("calls", b => Math.Round(b.CallsPerSecond, 2));
        Write("errors", b => Math.Round(b.ErrorsPerSecond, 2));
        // Nothing called means that no latency is known, which is not a latency of 0.
        Write("p50", b => b.CallsPerSecond > 0 ? b.P50Micros : null);
        Write("p99", b => b.CallsPerSecond > 0 ? b.P99Micros : null);
        json.WriteEndObject();

        void Write(string name, Func<BusinessSample, double?> figure)
        {
            json.WriteStartArray(name);
            foreach (var sample in own)
            {
                if (sample is not null && figure(sample) is { } value)
                    json.WriteNumberValue(value);
                else
                    json.WriteNullValue();
            }
            json.WriteEndArray();
        }
    }
}
