using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Seawall.Control.Config;
using Seawall.Control.Config.Replication;
using Seawall.Control.Config.Transfer;

namespace Seawall.Cli;

/// <summary>Fills the config center of a fresh site with what <c>deploy/config</c>, <c>deploy/alerts</c> and <c>deploy/plans</c> say.</summary>
internal static class ControlSeed
{
    private static readonly string[] Folders = ["config", "alerts", "plans"];

    /// <summary>Does nothing when anything was ever published. Throws <see cref="InvalidDataException"/> when the files may not be published.</summary>
    public static Task ApplyAsync(WebApplication app, CancellationToken ct) => ApplyAsync(app.Services.GetRequiredService<IConfigStore>(), ct);

    /// <summary>Where several nodes share a log: once a quorum answers, whoever is first fills it. Until then the console is up and shows what is missing.</summary>
    public static async Task ApplyToLogAsync(WebApplication app, CancellationToken ct)
    {
        var store = app.Services.GetRequiredService<SqliteConfigStore>();
        var replica = app.Services.GetRequiredService<Replica>();
        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping);
        try
        {
            while (replica.Stopped is null)
            {
                try
                {
                    await store.CatchUpAsync(either.Token).ConfigureAwait(false);
                    if (await ApplyAsync(store, either.Token).ConfigureAwait(false) is not PublishOutcome.NotKept)
                    {
                        return;
                    }
                }
                catch (IOException)
                {
                    // The follower of the log says what is missing.
                }
                await Task.Delay(TimeSpan.FromMilliseconds(500), either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
        }
    }

    private static async Task<PublishOutcome?> ApplyAsync(IConfigStore store, CancellationToken ct)
    {
        var files = Folders.SelectMany(folder => DeployFiles.All(Place.Current, folder)).Select(file => new FileInfo(file));
        var outcome = await ConfigSeed.ApplyAsync(store, files, ct).ConfigureAwait(false);
        if (outcome is PublishOutcome.Invalid { Faults: [var fault, ..] })
        {
            throw new InvalidDataException($"what deploy/ says cannot be published: {fault.Key} {fault.Path} {fault.Message}");
        }
        return outcome;
    }
}
