using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Control.Leading;

namespace Seawall.Control.Config.Etcd;

/// <summary>
/// The leader of a site's nodes: who made the key <c>/seawall/{site}/leader</c>, for as long as the lease that it hangs on is renewed. A node that can't renew
/// steps down by its own clock a second before etcd lets another one lead.
/// </summary>
internal sealed partial class EtcdLeader(EtcdClient client, string site, string node, TimeProvider time, ILogger<EtcdLeader> log) : BackgroundService, ILeader
{
    /// <summary>How long a dead leader is still taken for one.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(1);

    private readonly string _key = Convert.ToBase64String(Encoding.UTF8.GetBytes($"/seawall/{site}/leader"));
    private long _until = -1;
    private long _term;
    private string? _lease;

    public bool IsLeader => Volatile.Read(ref _until) is >= 0 and var at && time.GetElapsedTime(at) < Lease - _margin;

    public long Term => Volatile.Read(ref _term);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(_look, time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next leader need not wait for the lease to run out.
            Volatile.Write(ref _until, -1);
            if (_lease is { } lease)
                await client.CallAsync("/v3/lease/revoke", new JsonObject { ["ID"] = lease }, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var sent = time.GetTimestamp();
        if (_lease is { } lease)
        {
            var renewed = await client.CallAsync("/v3/lease/keepalive", new JsonObject { ["ID"] = lease }, cancellationToken).ConfigureAwait(false);
            if (renewed.Body is null)
                return;
            if (Number(renewed.Body["result"]?["TTL"]) > 0)
            {
                Volatile.Write(ref _until, sent);
                return;
            }
            Log.Lost(log, node);
            (_lease, _until) = (null, -1);
        }
        var standing = await client.CallAsync("/v3/kv/range", new JsonObject { ["key"] = _key }, cancellationToken).ConfigureAwait(false);
        if (standing.Body is not { } found || found["kvs"] is JsonArray { Count: > 0 })
            return;
        await StandAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task StandAsync(CancellationToken cancellationToken)
    {
        var sent = time.GetTimestamp();
        var granted = await client.CallAsync("/v3/lease/grant", new JsonObject { ["TTL"] = Lease.TotalSeconds.ToString(CultureInfo.InvariantCulture) }, cancellationToken).ConfigureAwait(false);
        if (granted.Body?["ID"]?.GetValue<string>() is not { } lease)
            return;
        var won = await client.CallAsync("/v3/kv/txn", new JsonObject
        {
            ["compare"] = new JsonArray(new JsonObject { ["key"] = _key, ["target"] = "VERSION", ["result"] = "EQUAL", ["version"] = "0" }),
            ["success"] = new JsonArray(new JsonObject
            {
                ["request_put"] = new JsonObject { ["key"] = _key, ["value"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(node)), ["lease"] = lease },
            }),
        }, cancellationToken).ConfigureAwait(false);
        if (won.Body?["succeeded"]?.GetValue<bool>() is not true)
        {
            // Perhaps it was made by a try without an answer: without its lease the key goes as well.
            await client.CallAsync("/v3/lease/revoke", new JsonObject { ["ID"] = lease }, cancellationToken).ConfigureAwait(false);
            return;
        }
        _lease = lease;
        Volatile.Write(ref _term, Number(won.Body["header"]?["revision"]));
        Volatile.Write(ref _until, sent);
        Log.Leads(log, node, Term);
    }

    private static long Number(JsonNode? text) => text is null ? 0 : long.Parse(text.GetValue<string>(), CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(EventId = 5123, Level = LogLevel.Warning, Message = "{Node} leads now (term {Term}): alerts and timers of the site are its work")]
        public static partial void Leads(ILogger logger, string node, long term);

        [LoggerMessage(EventId = 5124, Level = LogLevel.Warning, Message = "{Node} leads no more: its lease ran out")]
        public static partial void Lost(ILogger logger, string node);
    }
}
