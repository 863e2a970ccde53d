using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Client.Config;
using Seawall.Client.Config.Emergency;
using Seawall.Client.Config.Kept;
using Seawall.Control.Operators;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>Makes break-glass acts from what was typed and from the newest config that a process of this machine has kept.</summary>
internal sealed class BreakGlassActs(Place place, SiteTopology topology)
{
    private readonly Secrets _secrets = Secrets.In(place.Home);

    public EmergencyFolder Folder => field ??= new EmergencyFolder(new DirectoryInfo(place.Home.BreakGlass), EmergencyFolder.KeyOf(ConfigCenter.BreakGlassSecret(_secrets)));

    /// <param name="second">The second person who agrees, needed while the newest config that is known here says that the site is frozen; null for nobody.</param>
    public EmergencyAct Compose(IReadOnlyList<string> sets, IReadOnlyList<string> switches, string? reason, Person person, string? second = null)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new CommandException("say why: --reason TEXT; it is kept in the history", ExitCode.Usage);
        }
        ConfigSnapshot seen = Newest();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        TwoPersons.Require(place.Home, SiteFreeze.Holding(seen, now), person.Name, second);
        EmergencyChange[] changes = [.. sets.Select(text => Set(text, seen)), .. switches.Select(text => Turn(text, seen))];
        if (changes.Length == 0)
        {
            throw new CommandException("say what to change: --switch catalog.recommend=off or --set KEY=JSON", ExitCode.Usage);
        }
        if (changes.GroupBy(change => change.Key).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new CommandException($"{twice.Key} is given more than once", ExitCode.Usage);
        }
        return new EmergencyAct(NewId(now), now, person.Name, reason.Trim(), changes) { Second = second };
    }

    /// <summary>A name for an act, in the order of time.</summary>
    public static string NewId(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}");

    /// <summary>The processes of this machine that run now and take acts.</summary>
    public IReadOnlyList<string> Running()
    {
        HashSet<string> running = [.. StateFile.Read(place.Home).Services.Where(service => service.Process?.IsAlive() == true).Select(service => service.Name)];
        return [.. topology.Processes.Where(process => process.Role == "mall" && running.Contains(process.Name)).Select(process => process.Name)];
    }

    /// <summary>The config of whichever process was in step last, empty when none kept any; what cannot be trusted is passed over.</summary>
    public ConfigSnapshot Newest()
    {
        byte[] key = LastKnownGood.KeyOf(ConfigCenter.Token(_secrets));
        string states = Path.GetDirectoryName(place.Home.StateOf("any"))!;
        return !Directory.Exists(states) ? ConfigSnapshot.Empty
            : Directory.GetDirectories(states).Select(folder => new LastKnownGood(new DirectoryInfo(folder), key).Peek() ?? ConfigSnapshot.Empty)
                .MaxBy(snapshot => snapshot.Revision) ?? ConfigSnapshot.Empty;
    }

    private static EmergencyChange Set(string text, ConfigSnapshot seen)
    {
        (string key, string value) = Split(text, "--set");
        try
        {
            using JsonDocument _ = JsonDocument.Parse(value);
        }
        catch (JsonException e)
        {
            throw new CommandException($"--set {key}: the value is no JSON: {e.Message}", ExitCode.Usage);
        }
        return Change(key, value, seen);
    }

    private static EmergencyChange Turn(string text, ConfigSnapshot seen)
    {
        (string name, string variant) = Split(text, "--switch");
        string key = name.StartsWith(ConfigKeys.Switch, StringComparison.Ordinal) ? name : ConfigKeys.Switch + name;
        JsonObject flag = JsonNode.Parse(seen[key] ?? """{"state":"ENABLED","variants":{"on":true,"off":false}}""")!.AsObject();
        if (flag["variants"] is not JsonObject variants || !variants.ContainsKey(variant))
        {
            throw new CommandException($"--switch {name}: it has no variant '{variant}', but {string.Join(", ", (flag["variants"] as JsonObject)?.Select(v => v.Key) ?? [])}", ExitCode.Usage);
        }
        flag["state"] = "ENABLED";
        flag["defaultVariant"] = variant;
        flag.Remove("targeting");
        return Change(key, flag.ToJsonString(), seen);
    }

    private static EmergencyChange Change(string key, string value, ConfigSnapshot seen) =>
        new(key, value, seen.Revision == 0 ? null : seen.Entries.GetValueOrDefault(key)?.Revision ?? 0);

    private static (string Key, string Value) Split(string text, string option)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 ? (text[..at], text[(at + 1)..]) : throw new CommandException($"{option}: '{text}' is not KEY=VALUE", ExitCode.Usage);
    }
}
