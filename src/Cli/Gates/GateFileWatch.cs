using Seawall.Client.Config;
using Seawall.Client.Gates;

namespace Seawall.Cli;

/// <summary>
/// Puts a gate's file in force again when its content changes. A file with a fault changes nothing: the former set stays, and every fault is printed with its path.
/// Looks twice a second, which also sees editors that replace the file and folders that are mounted.
/// </summary>
internal sealed class GateFileWatch(string file, GateSettings given, GateSettings started, LiveConfig config, TextWriter log)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private string? _seen = Content(file);

    /// <summary>Follows the file until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(s_interval);
        while (await timer.WaitForNextTickAsync(ct).ConfigureAwait(false))
            await LookAsync().ConfigureAwait(false);
    }

    /// <summary>Looks once; true when something new is in force.</summary>
    public async Task<bool> LookAsync()
    {
        // Away for a moment is how some editors save.
        if (Content(file) is not { } content || content == _seen)
            return false;
        _seen = content;
        if (GateFile.Parse(content, Path.GetDirectoryName(file)!, out var faults) is not { } read)
        {
            await log.WriteLineAsync(string.Join("\n  ", faults.Prepend($"{file} is not put in force; the former set stays:"))).ConfigureAwait(false);
            return false;
        }
        var next = given.Over(read);
        var revision = config.Current.Revision + 1;
        foreach (var fault in config.Swap(ConfigSnapshot.Of(revision, next.Entries)))
            await log.WriteLineAsync($"{file}: {fault.Message}").ConfigureAwait(false);
        await log.WriteLineAsync($"{file} is in force: {Told(next.Entries)}{(next.StartsLike(started) ? "" : "; addresses, servers, TLS, token and captures as before, until a restart")}").ConfigureAwait(false);
        return true;
    }

    /// <summary>What entries hold, for a person: "3 rules (2 warn), limits".</summary>
    public static string Told(IReadOnlyList<ConfigEntry> entries)
    {
        var rules = entries.Where(entry => entry.Key.StartsWith(ConfigKeys.Rule, StringComparison.Ordinal)).Select(entry => GateRule.Parse(entry.Key, entry.Value, out _)).OfType<GateRule>().ToArray();
        var parts = entries.Where(entry => entry.Key.StartsWith(ConfigKeys.Gate, StringComparison.Ordinal)).Select(entry => entry.Key[ConfigKeys.Gate.Length..]);
        var modes = rules.GroupBy(rule => rule.Mode).OrderBy(mode => mode.Key).Select(mode => $"{mode.Count()} {mode.Key.ToString().ToLowerInvariant()}");
        var told = rules.Length == 0 ? "no rules" : $"{rules.Length} {(rules.Length == 1 ? "rule" : "rules")} ({string.Join(", ", modes)})";
        return string.Join(", ", parts.Prepend(told));
    }

    private static string? Content(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
