using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Control.Operators;
using Seawall.Topology;
using Xunit.Abstractions;

namespace Seawall.System.Tests;

/// <summary>Two hundred switches of a whole site, turned at one moment under buyers' requests.</summary>
[Collection(nameof(RunningSite))]
public sealed class TogetherTests : IDisposable
{
    private const int Switches = 200;
    private const int Buyers = 16;
    private static readonly Uri Web = new("http://127.0.0.1:19080");
    private static readonly string[] Pages = ["/", "/items/1", "/items/2", "/group", "/channels", "/activities"];
    private static readonly string[] Services = ["19080", "19081", "19082", "19083", "19084", "19085", "19086", "19087", "19088"];

    // More of them, such as 60, show more: SEAWALL_TOGETHER_ROUNDS.
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("SEAWALL_TOGETHER_ROUNDS") ?? "4", CultureInfo.InvariantCulture);

    private readonly RunningSite _site;
    private readonly ITestOutputHelper _output;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly HttpClient _control = new() { BaseAddress = new Uri("http://127.0.0.1:18070"), Timeout = TimeSpan.FromSeconds(30) };
    private readonly string _clients;
    private int _answers;

    public TogetherTests(RunningSite site, ITestOutputHelper output)
    {
        (_site, _output) = (site, output);
        var secrets = new Secrets(Path.Combine(site.Home, "secrets"));
        _clients = secrets.Password(ProcessNode.ControlRole, "clients");
        var bearer = SiteBearer.Create(secrets.Password(ProcessNode.ControlRole, "console"), new Person("tests", OperatorLevel.Approver), TimeProvider.System.GetUtcNow());
        _control.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
    }

    public void Dispose()
    {
        _http.Dispose();
        _control.Dispose();
    }

    [Fact]
    public async Task No_answer_is_made_under_two_states_and_undo_restores_all_but_what_somebody_changed_since()
    {
        await _site.UntilAsync("all are healthy", processes => processes.Values.All(process => process.State is "healthy"));
        await PublishAsync(Changes(0), together: false);
        var before = await EntriesAsync();

        foreach (var page in Pages)
            (await _http.GetAsync(new Uri(Web, page))).Dispose();
        // 1. As soon as each hears of it, for contrast; then together.
        var apart = await UnderLoadAsync(round => PublishAsync(Changes(1000 + round), together: false));
        var revision = 0L;
        var together = await UnderLoadAsync(async round => revision = await PublishAsync(Changes(round + 1), together: true));
        _output.WriteLine($"each as it hears of it: {apart}");
        _output.WriteLine($"all at one moment:      {together}");
        Assert.True(together.Answers > 100 && together.States >= 2, together.ToString());
        Assert.Equal((0, 0), (together.Mixed, together.Failed));

        // 2. Back, but for what somebody changed meanwhile.
        await PublishAsync([(Key(7), Flag(7, "by hand"))], together: false);
        var undone = await PostAsync($"api/config/undo/{revision}", new { reason = "a test", together = new { } });
        var kept = Assert.Single(undone.GetProperty("kept").EnumerateArray());
        Assert.Equal(Key(7), kept.GetProperty("key").GetString());
        var wanted = Changes(Rounds - 1).ToDictionary(change => change.Key, change => change.Json, StringComparer.Ordinal);
        wanted[Key(7)] = Flag(7, "by hand");
        var after = await EntriesAsync();
        Assert.Equal(before.Keys, after.Keys);
        Assert.All(after, entry => Assert.Equal(wanted.GetValueOrDefault(entry.Key, before[entry.Key]), entry.Value));
    }

    private async Task<Load> UnderLoadAsync(Func<int, Task> change)
    {
        using var stop = new CancellationTokenSource();
        _answers = 0;
        var buyers = Enumerable.Range(0, Buyers).Select(buyer => Task.Run(() => BuyAsync(buyer, stop.Token))).ToArray();
        var skews = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await AnswersAsync(round * 60);
            await change(round);
            skews.Add(await SkewAsync());
        }
        await AnswersAsync(Rounds * 60);
        await stop.CancelAsync();
        var all = await Task.WhenAll(buyers);
        return new Load(
            all.Sum(one => one.Answers), all.Sum(one => one.Mixed), all.Sum(one => one.Failed), all.SelectMany(one => one.Seen).Distinct(StringComparer.Ordinal).Count(), skews);
    }

    private async Task<(int Answers, int Mixed, int Failed, HashSet<string> Seen)> BuyAsync(int buyer, CancellationToken stop)
    {
        var (answers, mixed, failed, seen) = (0, 0, 0, new HashSet<string>(StringComparer.Ordinal));
        for (var i = buyer; !stop.IsCancellationRequested; i++)
        {
            using var answer = await _http.GetAsync(new Uri(Web, Pages[i % Pages.Length]), CancellationToken.None);
            var names = string.Join(',', answer.Headers.GetValues("x-seawall-switches")).Split(',');
            answers++;
            Interlocked.Increment(ref _answers);
            mixed += names.Length > 1 ? 1 : 0;
            failed += (int)answer.StatusCode >= 500 ? 1 : 0;
            seen.UnionWith(names);
        }
        return (answers, mixed, failed, seen);
    }

    private async Task AnswersAsync(int count)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Volatile.Read(ref _answers) < count)
            await Task.Delay(10, late.Token);
    }

    // Between the first process and the last that has what all have, as each of them says.
    private async Task<double> SkewAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var views = await Task.WhenAll(Services.Select(ViewAsync));
            if (views.Select(view => view.Digest).Distinct(StringComparer.Ordinal).Count() == 1)
                return (views.Max(view => view.Since) - views.Min(view => view.Since)).TotalMilliseconds;
            await Task.Delay(20, late.Token);
        }
    }

    private async Task<(string Digest, DateTimeOffset Since)> ViewAsync(string port)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/switches");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _clients);
        using var answer = await _http.SendAsync(request);
        var view = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (view.GetProperty("digest").GetString()!, view.GetProperty("since").GetDateTimeOffset());
    }

    private async Task<long> PublishAsync(IReadOnlyList<(string Key, string Json)> changes, bool together)
    {
        var answer = await PostAsync("api/config/publish", new
        {
            reason = "a test",
            changes = changes.Select(change => new { key = change.Key, value = change.Json }),
            together = together ? new { within = 20 } : null,
        });
        Assert.Equal("published", answer.GetProperty("outcome").GetString());
        if (together)
            Assert.Equal(answer.GetProperty("instances").GetInt32(), answer.GetProperty("armed").GetInt32());
        return answer.GetProperty("revision").GetInt64();
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await _control.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<SortedDictionary<string, string>> EntriesAsync()
    {
        var answer = await _control.GetFromJsonAsync<JsonElement>("api/config/entries");
        return new SortedDictionary<string, string>(
            answer.GetProperty("entries").EnumerateArray().ToDictionary(entry => entry.GetProperty("key").GetString()!, entry => entry.GetProperty("value").GetString()!, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static (string Key, string Json)[] Changes(int state) => [.. Enumerable.Range(0, Switches).Select(number => (Key(number), Flag(number, $"state {state}")))];

    private static string Key(int number) => $"switch/together.feature-{number:d3}";

    private static string Flag(int number, string ticket) =>
        $$$"""{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"{{{(number % 2 == 0 ? "on" : "off")}}}","metadata":{"grade":"G4","owner":"tests","ticket":"{{{ticket}}}"}}""";

    private sealed record Load(int Answers, int Mixed, int Failed, int States, IReadOnlyList<double> SkewsMs)
    {
        public override string ToString() => FormattableString.Invariant($"{Answers} answers, {Mixed} under two states, {Failed} failed, {States} states seen, {string.Join(", ", SkewsMs.Select(skew => skew.ToString("0.0", CultureInfo.InvariantCulture)))} ms between the first process and the last");
    }
}
