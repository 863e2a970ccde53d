using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Hosting;

namespace Seawall.Client.Config.Push;

/// <summary>
/// Keeps this process in step with the config center: one stream to one node after the other, as its <see cref="ConfigSession"/> decides; each state is put in
/// force before it is acknowledged.
/// </summary>
internal sealed partial class ConfigStreamClient(
    SeawallServiceOptions service, ConfigKeeper keeper, ConfigState state, AckSender acks, HttpClient http, TimeProvider time, Random random, ILogger<ConfigStreamClient> log)
    : BackgroundService
{
    private static readonly TimeSpan _opening = TimeSpan.FromSeconds(5);

    private readonly ConfigSession _session = new(keeper.Base);
    private int _node = random.Next(service.ControlCenter.Count);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var refused in state.Current.Refused)
            Log.Refused(log, refused);
        try
        {
            while (true)
            {
                var node = service.ControlCenter[_node % service.ControlCenter.Count];
                var decision = await FollowAsync(node, stoppingToken).ConfigureAwait(false);
                if (state.Current.Connected)
                    Log.Lost(log, node, state.Current.Revision, decision.Why ?? "the stream ended");
                else if (decision.Why is { } why)
                    Log.Distrusted(log, node, why);
                state.Change(now => now with { Connected = false });
                if (decision.Next == SessionStep.NextNode)
                    _node++;
                await Task.Delay(decision.AtLeast + (decision.Wait * random.NextDouble()), time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            state.Change(now => now with { Connected = false });
        }
    }

    // Until the session has enough of this stream; its last decision says what comes next.
    private async Task<SessionDecision> FollowAsync(Uri node, CancellationToken stopping)
    {
        using var silence = new CancellationTokenSource(_opening, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, stopping);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, Query()));
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.OK)
                return _session.Decide(Refusal(node, answer));
            await using var stream = await answer.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await foreach (var item in SseParser.Create(stream, (name, data) => ConfigWire.Read(name, data)).EnumerateAsync(either.Token).ConfigureAwait(false))
            {
                var decision = _session.Decide(item.Data);
                if (decision.Apply is { } next)
                    Apply(node, next);
                if (decision.Next != SessionStep.ReadOn)
                    return decision;
                if (!state.Current.Connected)
                    Opened(node);
                silence.CancelAfter(_session.Patience);
            }
            return _session.Decide(SessionEvent.Lost.Now);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !stopping.IsCancellationRequested)
        {
            return _session.Decide(SessionEvent.Lost.Now) with { Why = silence.IsCancellationRequested ? "it was silent for too long" : e.Message };
        }
    }

    private void Apply(Uri node, ConfigSnapshot next)
    {
        var faults = keeper.Accept(next, ConfigSource.Center);
        acks.Send(node, next, faults);
        foreach (var fault in faults)
            Log.NotApplied(log, next.Revision, fault);
    }

    private void Opened(Uri node)
    {
        state.Change(now => now with { Connected = true, Node = node, Source = ConfigSource.Center });
        Log.Opened(log, node, _session.Current.Revision);
    }

    private string Query() => string.Create(
        CultureInfo.InvariantCulture,
        $"/config/stream?service={Uri.EscapeDataString(service.Name)}&instance={Uri.EscapeDataString(service.Instance)}&since={_session.Since}&digest={ConfigWire.Hex(_session.Digest)}&seen={_session.AtLeast}");

    private SessionEvent Refusal(Uri node, HttpResponseMessage answer)
    {
        switch (answer.StatusCode)
        {
            case HttpStatusCode.Conflict:
                return new SessionEvent.Behind(
                    answer.Headers.TryGetValues(AckSender.RevisionHeader, out var values) && long.TryParse(values.First(), CultureInfo.InvariantCulture, out var revision) ? revision : 0);
            case HttpStatusCode.Unauthorized:
                Log.Unauthorized(log, node);
                return new SessionEvent.Refused(ConfigSession.LongestWait);
            default:
                return new SessionEvent.Refused(answer.Headers.RetryAfter?.Delta);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1100, Level = LogLevel.Information, Message = "In step with {Node} at revision {Revision}")]
        public static partial void Opened(ILogger log, Uri node, long revision);

        [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "The stream of {Node} is lost at revision {Revision}: {Why}. The config in force stays in force")]
        public static partial void Lost(ILogger log, Uri node, long revision, string why);

        [LoggerMessage(EventId = 1102, Level = LogLevel.Debug, Message = "{Node}: {Why}")]
        public static partial void Distrusted(ILogger log, Uri node, string why);

        [LoggerMessage(EventId = 1103, Level = LogLevel.Error, Message = "{Node} does not know this site's token: no config comes from it. Its secret 'control-clients' must be the one of this process")]
        public static partial void Unauthorized(ILogger log, Uri node);

        [LoggerMessage(EventId = 1105, Level = LogLevel.Error, Message = "Revision {Revision} of the config is in force, but for what could not be applied: {Fault}")]
        public static partial void NotApplied(ILogger log, long revision, string fault);

        [LoggerMessage(EventId = 1104, Level = LogLevel.Error, Message = "A copy of the config is not used: {What}")]
        public static partial void Refused(ILogger log, string what);
    }
}
