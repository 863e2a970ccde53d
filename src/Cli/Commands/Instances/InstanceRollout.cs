using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Client.Addresses;
using Seawall.Client.Config;
using Seawall.Control.Instances;

namespace Seawall.Cli;

/// <summary>
/// Instances and the addresses that callers follow, in the order that costs no request: a new instance is healthy before it is published; an old one is published no more,
/// and every caller knows, before it is stopped.
/// </summary>
internal sealed class InstanceRollout(IInstanceDesk desk, HttpClient control, TimeProvider time)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _knownWithin = TimeSpan.FromSeconds(15);

    // What was sent to the old address before its caller knew better is answered by then.
    private static readonly TimeSpan _drain = TimeSpan.FromSeconds(1);

    public async Task<ServiceInstance> AddAsync(string service, int? port, string reason, CancellationToken ct)
    {
        ServiceInstance added = await desk.AddAsync(service, port, ct).ConfigureAwait(false);
        await PublishOrAsync(service, [], reason, () => desk.RemoveAsync(added.Name, CancellationToken.None), ct).ConfigureAwait(false);
        return added;
    }

    public async Task RemoveAsync(ServiceInstance instance, string reason, CancellationToken ct)
    {
        await PublishAsync(instance.Service, [instance.Name], reason, ct).ConfigureAwait(false);
        await Task.Delay(_drain, time, ct).ConfigureAwait(false);
        await desk.RemoveAsync(instance.Name, ct).ConfigureAwait(false);
    }

    /// <summary>Serves a service on another port instead of an instance's: on that of the topology by the topology's own process, else by a new one.</summary>
    public async Task<ServiceInstance> MoveAsync(ServiceInstance from, int port, string reason, CancellationToken ct)
    {
        ServiceInstance own = desk.All.Single(one => one.Service == from.Service && one.IsOwn);
        ServiceInstance to = own.Address.Port == port && !own.Runs
            ? await desk.RestoreAsync(from.Service, ct).ConfigureAwait(false)
            : await desk.AddAsync(from.Service, port, ct).ConfigureAwait(false);
        await PublishOrAsync(from.Service, [from.Name], reason, () => desk.RemoveAsync(to.Name, CancellationToken.None), ct).ConfigureAwait(false);
        await Task.Delay(_drain, time, ct).ConfigureAwait(false);
        await desk.RemoveAsync(from.Name, ct).ConfigureAwait(false);
        return to;
    }

    private async Task PublishOrAsync(string service, string[] without, string reason, Func<Task> undo, CancellationToken ct)
    {
        try
        {
            await PublishAsync(service, without, reason, ct).ConfigureAwait(false);
        }
        catch
        {
            await undo().ConfigureAwait(false);
            throw;
        }
    }

    private async Task PublishAsync(string service, string[] without, string reason, CancellationToken ct)
    {
        ServiceInstance[] serving = [.. desk.All.Where(one => one.Service == service && one.Runs && !without.Contains(one.Name))];
        // The topology's own one alone needs no word.
        string? value = serving is [{ IsOwn: true }] ? null : PublishedAddresses.Write(serving.Select(one => one.Address));
        JsonElement answer = await ApiOptions.PostAsync(control, "/api/config/publish", new JsonObject
        {
            ["reason"] = reason,
            ["changes"] = new JsonArray(new JsonObject { ["key"] = ConfigKeys.Address + service, ["value"] = value }),
        }, ct).ConfigureAwait(false);
        if (answer.GetProperty("outcome").GetString() is "waits")
        {
            throw new CommandException($"{ConfigKeys.Address}{service} was not published: {answer.GetProperty("why").GetString()}; reject the proposal, or let another person agree and do this again");
        }
        await KnownAsync(answer.GetProperty("revision").GetInt64(), ct).ConfigureAwait(false);
    }

    private async Task KnownAsync(long revision, CancellationToken ct)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            JsonElement fleet = await ApiOptions.GetAsync(control, "/api/instances", ct).ConfigureAwait(false);
            string[] late = [.. fleet.GetProperty("instances").EnumerateArray().Where(one => one.GetProperty("connected").GetBoolean()
                && !(one.GetProperty("acked") is { ValueKind: JsonValueKind.Number } acked && acked.GetInt64() >= revision)).Select(one => one.GetProperty("instance").GetString()!)];
            if (late.Length == 0)
            {
                return;
            }
            if (time.GetElapsedTime(start) > _knownWithin)
            {
                throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", late)} did not take revision {revision} within {_knownWithin.TotalSeconds:0} s; nothing was stopped"));
            }
            await Task.Delay(_look, time, ct).ConfigureAwait(false);
        }
    }
}
