using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Hosting;
using Seawall.Control.Operators;
using Seawall.Topology;
using Xunit.Abstractions;

namespace Seawall.System.Tests;

/// <summary>A real control process, killed in the middle of publishes, before a service joined as every service is.</summary>
public sealed class ConfigKillTests : IAsyncLifetime
{
    private const int Port = 22_017;
    private static readonly Uri Address = new($"http://127.0.0.1:{Port}");

    private readonly string _home = Directory.CreateTempSubdirectory("seawall-push-").FullName;
    private readonly int _seed = Random.Shared.Next();
    private readonly Random _random;
    private readonly SeawallProgram _program;
    private readonly Secrets _secrets;
    private readonly HttpClient _http = new() { BaseAddress = Address };
    private Process? _control;

    public ConfigKillTests(ITestOutputHelper output)
    {
        output.WriteLine($"seed {_seed}");
        _random = new Random(_seed);
        _program = new SeawallProgram(_home, Path.Combine(_home, "topology.json"));
        _secrets = new Secrets(Path.Combine(_home, "secrets"));
    }

    [Fact]
    public async Task Killed_in_the_middle_of_publishes_nothing_accepted_is_lost_nothing_is_half_and_break_glass_works_meanwhile()
    {
        var accepted = 0;
        await StartControlAsync();
        using (var service = await ServiceAsync())
        {
            var live = service.Services.GetRequiredService<LiveConfig>();
            var halves = 0;
            using var _ = live.Subscribe(config => halves += config["item/pair/left"] == config["item/pair/right"] ? 0 : 1);
            for (var round = 0; round < 2; round++)
            {
                // 1. Publishes one after the other, until the process dies under one of them.
                var warm = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var publishing = PublishUntilDeadAsync(accepted, warm);
                await warm.Task.WaitAsync(TimeSpan.FromSeconds(60));
                await Task.Delay(_random.Next(60));
                _control!.Kill();
                await _control.WaitForExitAsync();
                accepted = await publishing;
                // 2. It is back: what was accepted stands, and the service has all of it.
                await StartControlAsync();
                await UntilAsync($"the service has publish {accepted}", () => Value(live) >= accepted, () => service.Services.GetRequiredService<ConfigState>().Current.Summary);
            }
            Assert.Equal(0, halves);
            Assert.True(accepted >= 6, $"only {accepted} publishes were accepted");
            await UntilAsync("the copy is on the disk", () => Standing(service) is { KeptRevision: { } kept } now && kept == now.Revision, () => Standing(service).Summary);
        }

        // 3. Every control process dead: a service that starts now has its config at once, and takes a break-glass act.
        _control!.Kill();
        await _control.WaitForExitAsync();
        using var alone = await ServiceAsync();
        var config = alone.Services.GetRequiredService<LiveConfig>();
        Assert.True(Value(config) >= accepted, Standing(alone).Summary);
        var act = await _program.RunAsync(TimeSpan.FromSeconds(30), "config", "break-glass", "--set", "item/pair/left={\"value\":-1}", "--set", "item/pair/right={\"value\":-1}", "--reason", "a test", "--topology", _program.Topology);
        Assert.True(act.ExitCode == 0, act.ToString());
        await UntilAsync("the act is in force", () => Value(config) == -1, () => Standing(alone).Summary);

        // 4. The control process is back: the act is one publish of the history.
        await StartControlAsync();
        await UntilAsync("the act is merged", () => Standing(alone) is { Connected: true, Emergency: [] } && Value(config) == -1, () => Standing(alone).Summary);
        var list = await _program.RunAsync(TimeSpan.FromSeconds(30), "config", "break-glass", "--list", "--topology", _program.Topology);
        Assert.Contains($"merged as revision {Standing(alone).Revision}", list.Output, StringComparison.Ordinal);
    }

    public async Task InitializeAsync() => await File.WriteAllTextAsync(
        _program.Topology, $$"""{"name":"push","processes":[{"name":"control","role":"control","listen":"127.0.0.1:{{Port}}"}]}""");

    public async Task DisposeAsync()
    {
        _http.Dispose();
        if (_control is { HasExited: false })
        {
            _control.Kill();
            await _control.WaitForExitAsync();
        }
        _control?.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private async Task StartControlAsync()
    {
        _control?.Dispose();
        _control = _program.Start("run", "control", "--topology", _program.Topology);
        _control.BeginOutputReadLine();
        _control.BeginErrorReadLine();
        await UntilAsync("the control process answers", IsUp, () => _control.HasExited ? $"it ended with {_control.ExitCode}" : "it runs");
        var bearer = SiteBearer.Create(_secrets.Password(ProcessNode.ControlRole, "console"), new Person("tests", OperatorLevel.Approver), TimeProvider.System.GetUtcNow());
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);

        static bool IsUp()
        {
            using var probe = new global::System.Net.Sockets.TcpClient();
            try
            {
                probe.Connect(IPAddress.Loopback, Port);
                return true;
            }
            catch (global::System.Net.Sockets.SocketException)
            {
                return false;
            }
        }
    }

    private async Task<int> PublishUntilDeadAsync(int last, TaskCompletionSource warm)
    {
        var enough = last + 3;
        while (true)
        {
            var value = JsonSerializer.Serialize(new { value = last + 1 });
            try
            {
                using var answer = await _http.PostAsJsonAsync("api/config/publish", new
                {
                    reason = "a test",
                    changes = new[] { new { key = "item/pair/left", value }, new { key = "item/pair/right", value } },
                });
                Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                if (++last == enough)
                    warm.SetResult();
            }
            catch (HttpRequestException)
            {
                return last;
            }
        }
    }

    private async Task<IHost> ServiceAsync()
    {
        var builder = new HostApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSeawall(new SeawallServiceOptions
        {
            Name = "shop",
            ControlCenter = [Address],
            ControlToken = _secrets.Password(ProcessNode.ControlRole, "clients"),
            State = new DirectoryInfo(Path.Combine(_home, "state", "shop")),
            BreakGlass = new DirectoryInfo(Path.Combine(_home, "break-glass")),
            BreakGlassSecret = _secrets.Password(ProcessNode.ControlRole, "break-glass"),
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static ConfigStanding Standing(IHost service) => service.Services.GetRequiredService<ConfigState>().Current;

    private static int Value(LiveConfig live) =>
        live.Current["item/pair/left"] is { } json ? JsonDocument.Parse(json).RootElement.GetProperty("value").GetInt32() : 0;

    private static async Task UntilAsync(string what, Func<bool> holds, Func<string> seen)
    {
        var clock = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), string.Create(CultureInfo.InvariantCulture, $"waited 60 s until {what}; last seen: {seen()}"));
            await Task.Delay(20);
        }
    }
}
