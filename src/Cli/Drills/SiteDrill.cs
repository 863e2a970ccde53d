using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Drills.Faults;
using Seawall.Drills.Runs;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>The site of this machine as a drill sees it: faults by lease, plans and alerts by the control center, probes by the storefront.</summary>
internal sealed class SiteDrill(Place place, SiteTopology topology, HttpClient control, string actor, TimeProvider time) : IDrillSite, IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _storefront = new() { BaseAddress = new Uri($"http://{topology.ProcessOf("web")!.Listen}"), Timeout = _patience };

    public string Name => topology.Name;

    public bool HasPlans => !topology.WithoutConfig;

    public async Task<long> RevisionAsync(CancellationToken ct) =>
        HasPlans && await AskAsync("/api/config/entries?prefix=none/", ct).ConfigureAwait(false) is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("revision", out JsonElement revision) ? revision.GetInt64() : 0;

    public async Task<IDrillFault> BeginFaultAsync(DrillFault fault, TimeSpan longest, string reason, CancellationToken ct)
    {
        IReadOnlyList<string> targets = DrillTargets.Resolve(fault.Targets, topology);
        if (fault.IsFlood)
        {
            ProcessNode process = topology.Processes.FirstOrDefault(process => process.Name == targets[0]) ?? throw new DrillFailedException($"'{targets[0]}' is no process that a flood can be sent to");
            return new FloodFault(new Uri($"http://{process.Listen}"), fault, longest, time);
        }
        try
        {
            return new LeasedFault(await FaultSession.BeginAsync(place.Home, Request(fault, targets, longest, reason), time, ct).ConfigureAwait(false));
        }
        catch (Exception e) when (e is FaultRefusedException or InvalidOperationException)
        {
            throw new DrillFailedException(e.Message);
        }
    }

    public async Task<string?> RunPlanAsync(string plan, string reason, CancellationToken ct)
    {
        if (await PostAsync($"/api/plans/{plan}/run", new JsonObject { ["reason"] = reason }, ct).ConfigureAwait(false) is { } why)
        {
            return why;
        }
        return await UntilAsync(plan, "active", ct).ConfigureAwait(false);
    }

    public async Task<string?> UndoPlanAsync(string plan, string reason, CancellationToken ct)
    {
        if (await PostAsync($"/api/plans/{plan}/undo", new JsonObject { ["reason"] = reason }, ct).ConfigureAwait(false) is { } why)
        {
            return why;
        }
        return await UntilAsync(plan, "undone", ct).ConfigureAwait(false);
    }

    /// <summary>Notes that a plan was rehearsed on the build that runs; why not, or null.</summary>
    public Task<string?> RehearsedAsync(string plan, DrillReport report, string evidence, CancellationToken ct) =>
        PostAsync($"/api/plans/{plan}/rehearsed", new JsonObject { ["drill"] = report.Id, ["evidence"] = evidence, ["reason"] = $"drill {report.Id} passed: {report.Reason}" }, ct);

    public async Task<string?> UnsteadyAsync(IReadOnlyList<DrillProbe> probes, CancellationToken ct)
    {
        ServiceRecord? sick = StateFile.Read(place.Home).Services.FirstOrDefault(service => service.Condition != Condition.Healthy);
        return sick is null ? await FailingAsync(probes, ct).ConfigureAwait(false) : $"{sick.Name} is {Words.Of(sick.Condition)}";
    }

    public async Task<string?> FailingAsync(IReadOnlyList<DrillProbe> probes, CancellationToken ct)
    {
        foreach (DrillProbe probe in probes)
        {
            try
            {
                using HttpResponseMessage answer = await _storefront.GetAsync(new Uri(probe.Path, UriKind.Relative), ct).ConfigureAwait(false);
                if (!answer.IsSuccessStatusCode)
                {
                    return $"probe {probe.Name}: {(int)answer.StatusCode}";
                }
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                return $"probe {probe.Name}: no answer";
            }
        }
        return null;
    }

    public async Task<IReadOnlyCollection<string>> AlertsAsync(CancellationToken ct) =>
        await AskAsync("/api/alerts", ct).ConfigureAwait(false) is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("open", out JsonElement open) && open.ValueKind == JsonValueKind.Array
            ? [.. open.EnumerateArray().Select(alert => alert.GetProperty("alert").GetProperty("key").GetString()!)]
            : [];

    public void Dispose() => _storefront.Dispose();

    private FaultRequest Request(DrillFault fault, IReadOnlyList<string> targets, TimeSpan longest, string reason)
    {
        FaultKind kind = DrillReader.KindOf(fault.Kind)!.Value;
        bool link = kind is FaultKind.Latency or FaultKind.Loss or FaultKind.Reset or FaultKind.Partition;
        return new FaultRequest
        {
            Kind = kind,
            Targets = link ? [] : targets,
            From = fault.From is { } from ? DrillTargets.Resolve([from], topology)[0] : null,
            To = link ? targets[0] : null,
            Latency = TimeSpan.FromMilliseconds(fault.LatencyMs),
            LossPercent = fault.LossPercent,
            Length = longest,
            Actor = actor,
            Reason = reason,
        };
    }

    /// <summary>The plan's phase until it is the wanted one; why it will not be, or null.</summary>
    private async Task<string?> UntilAsync(string plan, string phase, CancellationToken ct)
    {
        while (true)
        {
            if (await AskAsync($"/api/plans/{plan}", ct).ConfigureAwait(false) is { ValueKind: JsonValueKind.Object } answer
                && answer.TryGetProperty("activation", out JsonElement activation) && activation.ValueKind == JsonValueKind.Object)
            {
                string? now = activation.GetProperty("phase").GetString();
                if (now == phase)
                {
                    return null;
                }
                if (phase == "active" && now is "undoing" or "undone" or "failed")
                {
                    return activation.TryGetProperty("end", out JsonElement end) && end.ValueKind == JsonValueKind.Object ? $"{now}: {end.GetProperty("why").GetString()}" : now;
                }
            }
            await Task.Delay(_look, time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>What the control center answers; undefined when it does not.</summary>
    private async Task<JsonElement> AskAsync(string path, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(_patience);
        try
        {
            return await ApiOptions.GetAsync(control, path, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is CommandException or HttpRequestException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return default;
        }
    }

    private async Task<string?> PostAsync(string path, JsonObject body, CancellationToken ct)
    {
        try
        {
            await ApiOptions.PostAsync(control, path, body, ct).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is CommandException or HttpRequestException or JsonException)
        {
            return e.Message;
        }
    }
}
