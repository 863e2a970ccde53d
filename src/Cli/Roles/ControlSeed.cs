using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Config;
using Seawall.Control.Config.Transfer;

namespace Seawall.Cli;

/// <summary>Fills the config center of a fresh site with what <c>deploy/config</c> and <c>deploy/alerts</c> say.</summary>
internal static class ControlSeed
{
    private static readonly string[] Folders = ["config", "alerts"];

    /// <summary>Does nothing when anything was ever published. Throws <see cref="InvalidDataException"/> when the files may not be published.</summary>
    public static async Task ApplyAsync(WebApplication app, CancellationToken ct)
    {
        var files = Folders.SelectMany(folder => DeployFiles.All(Place.Current, folder)).Select(file => new FileInfo(file));
        var outcome = await ConfigSeed.ApplyAsync(app.Services.GetRequiredService<IConfigStore>(), files, ct).ConfigureAwait(false);
        if (outcome is PublishOutcome.Invalid { Faults: [var fault, ..] })
        {
            throw new InvalidDataException($"deploy/config cannot be published: {fault.Key} {fault.Path} {fault.Message}");
        }
    }
}
