using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Gate;

namespace Seawall.Peers.Flood;

/// <summary>The gate under test, a process of its own as on a site. <c>PUT /bench/config</c> pushes a whole config, an object of keys and their JSON texts, as the config center would.</summary>
internal static class FloodGate
{
    /// <summary>The first argument of the program when it is to be this gate.</summary>
    public const string Argument = "flood-gate";

    public static async Task<int> RunAsync(int listen, int server, int control, int admin)
    {
        LiveConfig config = new();
        await using GateServer gate = await GateServer.StartAsync(new GateOptions
        {
            Name = "flood",
            Listen = new IPEndPoint(IPAddress.Loopback, listen),
            Admin = new IPEndPoint(IPAddress.Loopback, admin),
            Upstreams = new Dictionary<string, string> { ["*"] = $"127.0.0.1:{server}" },
            Businesses = ((string[])[FloodSeed.Catalog, FloodSeed.Trade, FloodSeed.Batch]).ToDictionary(login => login),
            Config = config,
        });
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, control));
        builder.Logging.ClearProviders();
        await using WebApplication app = builder.Build();
        app.MapPut("/bench/config", (Dictionary<string, string> entries) =>
        {
            long revision = config.Current.Revision + 1;
            return config.Swap(ConfigSnapshot.Of(revision, entries.Select(entry => new ConfigEntry(entry.Key, entry.Value, revision)))).Select(fault => fault.Message);
        });
        await app.RunAsync();
        return 0;
    }

    /// <summary>Pushes a config; what the gate could not apply of it is an exception.</summary>
    public static async Task PushAsync(HttpClient control, IReadOnlyDictionary<string, string> entries, CancellationToken ct)
    {
        using HttpResponseMessage answer = (await control.PutAsJsonAsync("/bench/config", entries, ct)).EnsureSuccessStatusCode();
        if (await answer.Content.ReadFromJsonAsync<string[]>(ct) is { Length: > 0 } faults)
            throw new InvalidOperationException($"the gate can't apply the bench's config: {string.Join("; ", faults)}");
    }
}
