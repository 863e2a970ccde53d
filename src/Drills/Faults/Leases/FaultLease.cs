using System.Text.Json;
using System.Text.Json.Serialization;
using Seawall.Kernel.Faults;

namespace Seawall.Drills.Faults;

/// <summary>
/// The leave for one fault, kept up by whoever asked for it: the file <c>{home}/faults/{id}.json</c>. Its times of day are for people;
/// what counts is <see cref="Clock"/>.
/// </summary>
public sealed record FaultLease
{
    public required string Id { get; init; }

    public required FaultKind Kind { get; init; }

    public IReadOnlyList<string> Targets { get; init; } = [];

    public string? From { get; init; }

    public string? To { get; init; }

    public double? LatencyMs { get; init; }

    public double? JitterMs { get; init; }

    public double? LossPercent { get; init; }

    public double? OffsetSeconds { get; init; }

    public required string Actor { get; init; }

    public required string Reason { get; init; }

    public DateTimeOffset BegunAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }

    public DateTimeOffset RenewedAt { get; init; }

    public double LapseSeconds { get; init; }

    public required LeaseClock Clock { get; init; }

    /// <summary>Whether it is done to a link rather than to a process.</summary>
    [JsonIgnore]
    public bool IsOfLink => To is not null;

    /// <summary>What it is, for a person to read: <c>latency 50 ms from web to catalog</c>.</summary>
    [JsonIgnore]
    public string Summary
    {
        get
        {
            string amount = FormattableString.Invariant($"{(LatencyMs is { } ms ? $" {ms} ms" : "")}{(LossPercent is { } loss ? $" {loss} %" : "")}{(OffsetSeconds is { } offset ? $" {offset:+0;-0} s" : "")}");
            string where = IsOfLink ? $"from {From ?? "all"} to {To}" : $"of {string.Join(", ", Targets)}";
            return $"{JsonNamingPolicy.KebabCaseLower.ConvertName(Kind.ToString())}{amount} {where}";
        }
    }

    internal static FaultLease Of(string id, FaultRequest request, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        long nowMs = MachineClock.NowMs(time);
        return new FaultLease
        {
            Id = id,
            Kind = request.Kind,
            Targets = request.IsOfLink ? [] : request.Targets,
            From = request.IsOfLink ? request.From : null,
            To = request.IsOfLink ? request.FarEnd : null,
            LatencyMs = request.Latency > TimeSpan.Zero ? request.Latency.TotalMilliseconds : null,
            JitterMs = request.Jitter > TimeSpan.Zero ? request.Jitter.TotalMilliseconds : null,
            LossPercent = request.LossPercent > 0 ? request.LossPercent : null,
            OffsetSeconds = request.Offset != TimeSpan.Zero ? request.Offset.TotalSeconds : null,
            Actor = request.Actor,
            Reason = request.Reason,
            BegunAt = now,
            EndsAt = now + request.Length,
            RenewedAt = now,
            LapseSeconds = request.Lapse.TotalSeconds,
            Clock = new LeaseClock(MachineClock.Boot, nowMs, nowMs, nowMs + (long)request.Length.TotalMilliseconds, (long)request.Lapse.TotalMilliseconds),
        };
    }

    internal FaultLease Renewed(TimeProvider time) => this with { RenewedAt = time.GetUtcNow(), Clock = Clock with { RenewedMs = MachineClock.NowMs(time) } };
}
