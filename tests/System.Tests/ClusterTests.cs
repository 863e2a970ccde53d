using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Hosting;
using Seawall.Control.Operators;
using Seawall.Testing;
using Seawall.Topology;
using Xunit.Abstractions;

namespace Seawall.System.Tests;

/// <summary>Two real control processes before three real etcd members, and services on either, while one member and then one node are killed in the middle of publishes.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private const int EtcdPort = 22_040;

    // So many publishes between two events; SEAWALL_CLUSTER_PUBLISHES makes it a longer run whose figures mean something.
    private static readonly int Each = int.TryParse(Environment.GetEnvironmentVariable("SEAWALL_CLUSTER_PUBLISHES"), CultureInfo.InvariantCulture, out var given) ? given : 15;
    private static readonly Uri[] Nodes = [new("http://127.0.0.1:22038"), new("http://127.0.0.1:22039")];

    private readonly string _home = Directory.CreateTempSubdirectory("seawall-cluster-").FullName;
    private readonly PrivateEtcd _etcd = new(EtcdPort);
    private readonly Process?[] _controls = new Process?[2];
    private readonly SeawallProgram _program;
    private readonly Secrets _secrets;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(15) };
    private readonly ITestOutputHelper _output;
    private readonly int _seed = Random.Shared.Next();
    private readonly ConcurrentDictionary<int, long> _acked = new();
    private int _next;
    private readonly ConcurrentQueue<double> _tookMs = [];

    public ClusterTests(ITestOutputHelper output)
    {
        (_output, _program) = (output, new SeawallProgram(_home, Path.Combine(_home, "topology.json")));
        _secrets = new Secrets(Path.Combine(_home, "secrets"));
        output.WriteLine($"seed {_seed}");
    }

    [Fact]
    public async Task One_etcd_member_and_one_node_killed_under_publishes_lose_nothing_acknowledged_and_no_client_goes_back()
    {
        await Task.WhenAll(StartControlAsync(0), StartControlAsync(1));
        using var first = await ServiceAsync("shop", Nodes);
        using var second = await ServiceAsync("cart", [Nodes[1], Nodes[0]]);
        using var firstWatch = new Watch(first);
        using var secondWatch = new Watch(second);
        using var enough = new CancellationTokenSource();
        var publishers = Enumerable.Range(0, 3).Select(i => PublishAsync(new Random(_seed + i), enough.Token)).ToArray();

        await AckedAsync(Each);
        Figures("with all members and nodes");
        await _etcd.KillAsync(0);
        await AckedAsync(_acked.Count + Each);
        Figures("with one etcd member killed");
        _controls[0]!.Kill();
        await AckedAsync(_acked.Count + Each);
        Figures("with control-1 killed as well");
        await _etcd.StartAsync(0);
        await StartControlAsync(0);
        await AckedAsync(_acked.Count + Each);
        await enough.CancelAsync();
        await Task.WhenAll(publishers);
        Figures("after all are back");

        // Both nodes end with the same, entry by entry, and each acknowledged publish is one revision.
        JsonElement[] views = [];
        await UntilAsync("both nodes are at one entry of the log", async () =>
        {
            views = await Task.WhenAll(Nodes.Select(ViewAsync));
            return views[0].GetProperty("index").GetInt64() == views[1].GetProperty("index").GetInt64();
        }, () => string.Join(" | ", views));
        foreach (var name in new[] { "revision", "digest", "auditHash" })
            Assert.Equal(views[0].GetProperty(name).GetRawText(), views[1].GetProperty(name).GetRawText());
        Assert.All(views, view => Assert.Equal(JsonValueKind.Null, view.GetProperty("stopped").ValueKind));
        var histories = await Task.WhenAll(Nodes.Select(HistoryAsync));
        Assert.Equal(histories[0], histories[1]);
        Assert.Equal(Enumerable.Range(1, histories[0].Count).Select(n => (long)n), histories[0].Select(revision => revision.Number));
        foreach (var (number, revision) in _acked)
            Assert.Equal(revision, Assert.Single(histories[0], known => known.Reason == Reason(number)).Number);
        foreach (var node in Nodes)
            Assert.True((await GetAsync(new Uri(node, "/api/config/audit/verify"))).GetProperty("whole").GetBoolean());

        // Every client is at the head, and only ever went forward, from whole state to whole state.
        var head = views[0].GetProperty("revision").GetInt64();
        foreach (var (service, watch) in new[] { (first, firstWatch), (second, secondWatch) })
        {
            await UntilAsync($"the service is at revision {head}", () => Task.FromResult(Standing(service) is { Connected: true } now && now.Revision == head), () => Standing(service).Summary);
            Assert.Empty(watch.Wrongs);
            Assert.True(watch.Seen > 20, $"only {watch.Seen} states were seen");
        }
        // Either node knows of both services, wherever their streams are.
        foreach (var node in Nodes)
        {
            JsonElement fleet = default;
            await UntilAsync($"{node} sees both services at the head", async () =>
            {
                fleet = await GetAsync(new Uri(node, "/api/instances"));
                return fleet.GetProperty("connected").GetInt32() == 2 && fleet.GetProperty("atHead").GetInt32() == 2;
            }, () => fleet.ToString());
        }
    }

    [Fact]
    public async Task Without_a_quorum_nothing_is_published_and_what_stands_is_served()
    {
        await Task.WhenAll(StartControlAsync(0), StartControlAsync(1));
        Assert.NotNull(await TryPublishAsync(Nodes[0], 1));
        await _etcd.KillAsync(0);
        await _etcd.KillAsync(1);
        using (var refused = await PostAsync(Nodes[0], 2))
        {
            Assert.Equal(503, (int)refused.StatusCode);
            Assert.Contains("quorum", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        // A service that starts now has what stands, from a node that can't publish.
        using var service = await ServiceAsync("shop", [Nodes[0]]);
        await UntilAsync("the service has publish 1", () => Task.FromResult(service.Services.GetRequiredService<LiveConfig>().Current["item/pair/left"] == Value(1)), () => Standing(service).Summary);
        await _etcd.StartAsync(0);
        await UntilAsync("publishing works again", async () => await TryPublishAsync(Nodes[1], 3) is not null, () => "it does not");
        await UntilAsync("the service has publish 3", () => Task.FromResult(service.Services.GetRequiredService<LiveConfig>().Current["item/pair/left"] == Value(3)), () => Standing(service).Summary);
    }

    public async Task InitializeAsync()
    {
        var members = string.Join(',', _etcd.Nodes.Select(node => $"\"{node.Client}\""));
        await File.WriteAllTextAsync(_program.Topology, $$"""
            {"name":"tests","etcd":[{{members}}],"processes":[
              {"name":"control-1","role":"control","listen":"{{Nodes[0].Authority}}"},
              {"name":"control-2","role":"control","listen":"{{Nodes[1].Authority}}"}]}
            """);
        await _etcd.StartAsync();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        foreach (var control in _controls)
        {
            if (control is { HasExited: false })
            {
                control.Kill();
                await control.WaitForExitAsync();
            }
            control?.Dispose();
        }
        await _etcd.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    private async Task StartControlAsync(int index)
    {
        _controls[index]?.Dispose();
        var control = _controls[index] = _program.Start("run", $"control-{index + 1}", "--topology", _program.Topology);
        control.OutputDataReceived += (_, line) => Say(index, line.Data);
        control.ErrorDataReceived += (_, line) => Say(index, line.Data);
        control.BeginOutputReadLine();
        control.BeginErrorReadLine();
        await UntilAsync($"control-{index + 1} answers and is in touch with the log", async () =>
        {
            try
            {
                _http.DefaultRequestHeaders.Authorization ??= new AuthenticationHeaderValue("Bearer", SiteBearer.Create(
                    _secrets.Password(ProcessNode.ControlRole, "console"), new Person("tests", OperatorLevel.Approver), TimeProvider.System.GetUtcNow()));
                return (await ViewAsync(Nodes[index])).GetProperty("inTouch").GetBoolean();
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, () => control.HasExited ? $"it ended with {control.ExitCode}" : "it runs");
    }

    private void Say(int index, string? line)
    {
        try
        {
            if (line is not null)
                _output.WriteLine($"control-{index + 1}: {line}");
        }
        catch (InvalidOperationException)
        {
            // Said after the test.
        }
    }

    // Each publish is asked for again, at whichever node, until somebody says that it is done.
    private async Task PublishAsync(Random random, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _next);
            var started = Stopwatch.GetTimestamp();
            long? revision;
            while ((revision = await TryPublishAsync(Nodes[random.Next(2)], number)) is null)
                await Task.Delay(20, CancellationToken.None);
            _acked[number] = revision.Value;
            _tookMs.Enqueue(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    private async Task<long?> TryPublishAsync(Uri node, int number)
    {
        try
        {
            using var answer = await PostAsync(node, number);
            if ((int)answer.StatusCode == 503)
                return null;
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {body}");
            using var json = JsonDocument.Parse(body);
            return json.RootElement.GetProperty("revision").GetInt64();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private Task<HttpResponseMessage> PostAsync(Uri node, int number) => _http.PostAsJsonAsync(new Uri(node, "/api/config/publish"), new
    {
        reason = Reason(number),
        idempotency = Reason(number),
        changes = new[] { new { key = "item/pair/left", value = Value(number) }, new { key = "item/pair/right", value = Value(number) } },
    });

    private static string Reason(int number) => string.Create(CultureInfo.InvariantCulture, $"publish {number}");

    private static string Value(int number) => string.Create(CultureInfo.InvariantCulture, $"{{\"value\":{number}}}");

    private void Figures(string when)
    {
        var took = new List<double>();
        while (_tookMs.TryDequeue(out var one))
            took.Add(one);
        took.Sort();
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{when}: {took.Count} publishes by 3 publishers, from the first try to the answer p50 {took[took.Count / 2]:F1} ms, p99 {took[took.Count * 99 / 100]:F1} ms, longest {took[^1]:F0} ms"));
    }

    private async Task AckedAsync(int count) => await UntilAsync($"{count} publishes are acknowledged", () => Task.FromResult(_acked.Count >= count), () => $"{_acked.Count}");

    private async Task<JsonElement> ViewAsync(Uri node)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, "/config/node"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _secrets.Password(ProcessNode.ControlRole, "clients"));
        using var answer = await _http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<JsonElement> GetAsync(Uri address) => _http.GetFromJsonAsync<JsonElement>(address);

    private async Task<List<(long Number, string Reason)>> HistoryAsync(Uri node)
    {
        List<(long, string)> all = [];
        for (var before = long.MaxValue; before > 1;)
        {
            var page = (await GetAsync(new Uri(node, $"/api/config/revisions?most=1000&before={before}"))).GetProperty("revisions").EnumerateArray().ToList();
            all.AddRange(page.Select(revision => (revision.GetProperty("number").GetInt64(), revision.GetProperty("reason").GetString()!)));
            before = page.Count == 0 ? 0 : page[^1].GetProperty("number").GetInt64();
        }
        all.Reverse();
        return all;
    }

    private async Task<IHost> ServiceAsync(string name, IReadOnlyList<Uri> nodes)
    {
        var builder = new HostApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSeawall(new SeawallServiceOptions
        {
            Name = name,
            ControlCenter = nodes,
            ControlToken = _secrets.Password(ProcessNode.ControlRole, "clients"),
            State = new DirectoryInfo(Path.Combine(_home, "state", name)),
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static ConfigStanding Standing(IHost service) => service.Services.GetRequiredService<ConfigState>().Current;

    private static async Task UntilAsync(string what, Func<Task<bool>> holds, Func<string> seen)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"waited 60 s until {what}; last seen: {seen()}");
            await Task.Delay(20);
        }
    }

    /// <summary>Everything that a service's listeners are shown, and what of it may not be.</summary>
    private sealed class Watch : IDisposable
    {
        private readonly IDisposable _subscription;
        private long _last = -1;

        public Watch(IHost service) => _subscription = service.Services.GetRequiredService<LiveConfig>().Subscribe(config =>
        {
            if (config.Revision < _last)
                Wrongs.Enqueue($"{config.Revision} after {_last}");
            if (config["item/pair/left"] != config["item/pair/right"])
                Wrongs.Enqueue($"{config.Revision} is half a publish");
            _last = config.Revision;
            Seen++;
        });

        public ConcurrentQueue<string> Wrongs { get; } = [];

        public int Seen { get; private set; }

        public void Dispose() => _subscription.Dispose();
    }
}
