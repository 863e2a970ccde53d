using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Seawall.Control.Config.Replication;

namespace Seawall.Control.Config.Etcd;

/// <summary>
/// The log in etcd: entry n is the key <c>/seawall/{site}/log/{n}</c>, n in twenty digits so that keys sort as numbers. An append is one transaction that compares
/// the place with nothing and the place before with something, so that no entry is ever replaced and none stands after a gap.
/// </summary>
internal sealed class EtcdLog(EtcdClient client, string site) : IConfigLog
{
    /// <summary>What gRPC, which etcd's members and their gateway speak, says of a message that is more than they take.</summary>
    public const string TooLarge = "larger than max";

    private const int Page = 64;

    private readonly string _prefix = $"/seawall/{site}/log/";

    public async Task<Appended> AppendAsync(long index, byte[] entry, CancellationToken cancellationToken)
    {
        var value = Convert.ToBase64String(entry);
        var body = new JsonObject
        {
            ["compare"] = index == 1 ? new JsonArray(IsFree(index)) : new JsonArray(IsFree(index), IsTaken(index - 1)),
            ["success"] = new JsonArray(new JsonObject { ["request_put"] = new JsonObject { ["key"] = Key(index), ["value"] = value } }),
            ["failure"] = new JsonArray(new JsonObject { ["request_range"] = new JsonObject { ["key"] = Key(index) } }),
        };
        var answer = await client.CallAsync("/v3/kv/txn", body, cancellationToken).ConfigureAwait(false);
        if (answer.Body is not { } done)
        {
            return answer.IsFinal ? throw new ConfigLogException($"Nothing was published: etcd refuses it ({answer.Why}).")
                : answer.Perhaps ? Appended.Unknown
                : Appended.NotKept;
        }
        if (done["succeeded"]?.GetValue<bool>() is true)
            return Appended.Kept;
        // An earlier try without an answer may have been ours: no two entries are sealed alike.
        return done["responses"]?[0]?["response_range"]?["kvs"]?[0]?["value"]?.GetValue<string>() is not { } stands
            ? throw new ConfigLogException($"Nothing was published: the log has no entry {(index - 1).ToString(CultureInfo.InvariantCulture)} any more, and this node was made of it; see docs/guide/cluster.md.")
            : stands == value ? Appended.Kept : Appended.Taken;
    }

    public async Task<IReadOnlyList<LoggedEntry>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["key"] = Key(after + 1),
            ["range_end"] = Base64(_prefix + "~"),
            ["limit"] = Page.ToString(CultureInfo.InvariantCulture),
        };
        var answer = await client.CallAsync("/v3/kv/range", body, cancellationToken).ConfigureAwait(false);
        if (answer.Body is null && answer.Why.Contains(TooLarge, StringComparison.Ordinal))
        {
            body["limit"] = "1";
            answer = await client.CallAsync("/v3/kv/range", body, cancellationToken).ConfigureAwait(false);
        }
        if (answer.Body is not { } found)
            throw new ConfigLogException($"No quorum of etcd answers ({answer.Why}).");
        return [.. found["kvs"]?.AsArray().Select(kv => new LoggedEntry(IndexOf(kv!), Convert.FromBase64String(kv!["value"]?.GetValue<string>() ?? ""))) ?? []];
    }

    public Task WatchAsync(Action changed, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["create_request"] = new JsonObject { ["key"] = Base64(_prefix), ["range_end"] = Base64(_prefix + "~") } };
        return client.StreamAsync("/v3/watch", body, _ => changed(), cancellationToken);
    }

    private JsonObject IsFree(long index) => new() { ["key"] = Key(index), ["target"] = "VERSION", ["result"] = "EQUAL", ["version"] = "0" };

    private JsonObject IsTaken(long index) => new() { ["key"] = Key(index), ["target"] = "VERSION", ["result"] = "GREATER", ["version"] = "0" };

    private string Key(long index) => Base64(_prefix + index.ToString("D20", CultureInfo.InvariantCulture));

    private long IndexOf(JsonNode kv) =>
        long.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(kv["key"]!.GetValue<string>())).AsSpan(_prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
