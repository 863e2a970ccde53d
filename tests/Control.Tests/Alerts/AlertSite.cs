using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Alerts.Desk;
using Seawall.Client.Config;
using Seawall.Control.Alerts;
using Seawall.Control.Config;
using Seawall.Control.Metrics;
using Seawall.Control.Operators;
using Seawall.Control.Push;
using Seawall.Control.Tests.Operators;

namespace Seawall.Control.Tests.Alerts;

/// <summary>A console that alerts, with metrics, outlets and a config of the test's own.</summary>
internal static class AlertSite
{
    public const string ClientsToken = "the clients' token";

    public const string Rule = """{"kind":"threshold","what":"CPU","metric":"cpu","each":"process","over":0.9,"owner":"ops","plan":"add a node"}""";

    public static async Task<ConsoleHost> StartAsync(FakeSources? sources = null, params (string Key, string Value)[] entries)
    {
        var live = new LiveConfig();
        var store = new FollowedStore(live);
        await store.PublishAsync(new PublishRequest { Changes = [.. entries.Select(entry => new WantedChange(entry.Key, entry.Value))], Actor = "tests", Reason = "to begin with" }, CancellationToken.None);
        return await ConsoleHost.StartAsync(sources ?? FakeSite.Filled(), add: (services, folder) =>
        {
            services.AddSingleton(live);
            services.AddSingleton(new RequireClient(ClientsToken));
            services.AddSingleton<IConfigStore>(store);
            services.AddSingleton(provider => new MemoryMetricSource(provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<IMetricSource>(provider => provider.GetRequiredService<MemoryMetricSource>());
            services.AddAlerts(new AlertOptions
            {
                Folder = Folder(folder),
                Logs = folder.FullName,
                Secret = _ => null,
                Every = TimeSpan.FromHours(1),
                WatchdogGone = TimeSpan.Zero,
            });
        });
    }

    public static AlertFolder Folder(DirectoryInfo root) => new(Path.Combine(root.FullName, "alerts"));

    public static AlertDesk Desk(this ConsoleHost host) => host.Services.GetRequiredService<AlertDesk>();

    public static MemoryMetricSource Metrics(this ConsoleHost host) => host.Services.GetRequiredService<MemoryMetricSource>();

    public static Task LookAsync(this ConsoleHost host) => host.Services.GetRequiredService<AlertEngine>().LookAsync(CancellationToken.None);

    public static HttpClient Operator(this ConsoleHost host, OperatorLevel level = OperatorLevel.Operator) => RequirePersonTests.Bearer(host, new Person("ann", level));

    public static HttpClient Process(this ConsoleHost host, string token = ClientsToken)
    {
        var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    /// <summary>Asks again until a condition holds; deliveries go out beside the test.</summary>
    public static async Task UntilAsync(this ConsoleHost host, string what, Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!holds())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"Waited 20 s until {what}; the journal holds {string.Join(", ", host.Desk().Current.Journal)}");
            await Task.Delay(20);
        }
    }

    /// <summary>A store whose publishes are in force at once.</summary>
    private sealed class FollowedStore(LiveConfig live) : IConfigStore
    {
        private readonly MemoryConfigStore _store = new();

        public ConfigSnapshot Current => _store.Current;

        public ConfigDelta? Since(long revision) => _store.Since(revision);

        public Task WaitPastAsync(long revision, CancellationToken cancellationToken) => _store.WaitPastAsync(revision, cancellationToken);

        public async Task<PublishOutcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        {
            var outcome = await _store.PublishAsync(request, cancellationToken);
            live.Swap(_store.Current);
            return outcome;
        }
    }
}
