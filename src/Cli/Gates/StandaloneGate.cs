using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Gate;

namespace Seawall.Cli;

/// <summary>One gate in the foreground before a PostgreSQL of anybody's, without a topology and without the config center.</summary>
/// <param name="file">Its file; null when it has none.</param>
/// <param name="given">What the command line says, before the file.</param>
/// <param name="checks">Whether it shall only be said if all is sound.</param>
/// <param name="json">Whether that is said as JSON.</param>
internal sealed class StandaloneGate(string? file, GateSettings given, bool checks, bool json)
{
    /// <summary>Holds the admin token, for who does not want it in a file.</summary>
    public const string TokenVariable = "SEAWALL_GATE_TOKEN";

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var home = Place.Current.Home;
        IReadOnlyList<string> faults = [];
        var settings = file is null ? given : GateFile.Read(file, out faults) is { } read ? given.Over(read) : null;
        var options = settings?.Options(home, out faults);
        if (checks)
            return await TellAsync(options, settings, faults).ConfigureAwait(false);
        if (options is null)
            throw new CommandException(string.Join("\n  ", faults.Prepend("the gate cannot start:")), ExitCode.Usage);
        home.Create();
        options.Config.Swap(ConfigSnapshot.Of(1, settings!.Entries));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var following = file is null ? Task.CompletedTask : new GateFileWatch(file, given, settings, options.Config, Console.Error).RunAsync(ended.Token);
        await Console.Error.WriteLineAsync(
            $"{options.Name} listens on {options.Listen}, admin on {options.Admin?.ToString() ?? "nothing"}, console: psql -h {options.Listen.Address} -p {options.Listen.Port} seawall; {GateFileWatch.Told(settings.Entries)}; Ctrl-C ends it").ConfigureAwait(false);
        try
        {
            await GateHost.RunAsync(options, ct).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return ExitCode.Ok;
    }

    private async Task<int> TellAsync(GateOptions? options, GateSettings? settings, IReadOnlyList<string> faults)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { sound = options is not null, faults, listen = options?.Listen.ToString(), keys = settings?.Entries.Select(entry => entry.Key) ?? [] }));
        }
        else if (options is not null)
        {
            Console.WriteLine($"sound: {options.Name} listens on {options.Listen} before {string.Join(", ", options.Upstreams.Select(upstream => $"{upstream.Key}={upstream.Value}"))}; {GateFileWatch.Told(settings!.Entries)}");
        }
        else
        {
            foreach (var fault in faults)
                await Console.Error.WriteLineAsync(fault).ConfigureAwait(false);
        }
        return options is null ? ExitCode.Failed : ExitCode.Ok;
    }
}
