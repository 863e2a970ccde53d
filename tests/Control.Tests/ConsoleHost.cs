using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Hosting;
using Seawall.Control.Changes;
using Seawall.Control.Gates;
using Seawall.Control.Live;
using Seawall.Control.Margin;
using Seawall.Control.Metrics.Scraping;
using Seawall.Control.Operators;
using Seawall.Control.Processes;
using Seawall.Control.Push;
using Seawall.Control.Readiness;
using Seawall.Control.SignIn;
using Seawall.Control.Statements;

namespace Seawall.Control.Tests;

/// <summary>A console on a port of its own before made-up sources.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    public const string Secret = "a secret of the tests";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _keys;

    private ConsoleHost(WebApplication app, FakeSources sources, TimeProvider time, DirectoryInfo keys)
    {
        (_app, Sources, Time, _keys) = (app, sources, time, keys);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        sources.Own = Address;
    }

    public FakeSources Sources { get; }

    public TimeProvider Time { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public LiveSampler Sampler => _app.Services.GetRequiredService<LiveSampler>();

    public string Link => LinkOf("tests", OperatorLevel.Approver);

    public string LinkOf(string name, OperatorLevel level) => $"/sign-in/{LoginLinks.Create(Secret, new Person(name, level), Time.GetUtcNow())}";

    public static async Task<ConsoleHost> StartAsync(FakeSources sources, TimeProvider? time = null, Action<WebApplication>? map = null, Action<IServiceCollection, DirectoryInfo>? add = null)
    {
        time ??= TimeProvider.System;
        var keys = Directory.CreateTempSubdirectory("seawall-console-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<ISiteProcesses>(sources).AddSingleton<ILiveGates>(sources).AddSingleton<IStatements>(sources).AddSingleton<IGateReports>(sources)
            .AddSingleton<ILabReports>(sources).AddSingleton<IReadinessBoard>(sources).AddSingleton<ISignInStore>(sources)
            .AddSingleton<IChangeDesk>(sources.Desk).AddSingleton<IInstances>(sources).AddSingleton<IMetricTargets>(sources);
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = "control", Edge = true });
        builder.Services.AddControl(new ControlOptions { SignInSecret = Secret, FormKeys = keys, Data = keys });
        add?.Invoke(builder.Services, keys);
        var app = builder.Build();
        app.UseControl();
        map?.Invoke(app);
        await app.StartAsync();
        return new ConsoleHost(app, sources, time, keys);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _keys.Delete(recursive: true);
    }
}
