using Seawall.Client.Config;
using Seawall.Client.Config.Emergency;
using Seawall.Control.Config.Storage;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>
/// Keeps another build from starting while the site is frozen, and with it its migrations and the promotions they bring. What the site ran last is written down in the
/// home; whether it is frozen is read from the config that its processes and its control center have kept there.
/// </summary>
internal sealed class BuildGate(Place place, SiteTopology topology, string build, TimeProvider time)
{
    private string Record => Path.Combine(place.Home.Root, "build");

    /// <summary>The build that was up last; null when none is known.</summary>
    public string? Last => File.Exists(Record) ? File.ReadAllText(Record).Trim() : null;

    /// <summary>The freeze that holds by what is kept in the home; null when none does.</summary>
    public SiteFreeze? Freeze => SiteFreeze.Holding(Newest(), time.GetUtcNow());

    /// <summary>Throws when the site is frozen and this is not the build that was up last, unless two persons break the glass; that is written into the history.</summary>
    public void Require(UpBreakGlass? glass)
    {
        if (topology.WithoutConfig || Last == build || Freeze is not { } freeze)
        {
            return;
        }
        string last = Last ?? "unknown";
        if (glass is null)
        {
            throw new CommandException(
                $"{freeze.Words()}: build {build} is not the one that was up last ({last}) and is not started; start that one, or let two persons break the glass: seawall up --break-glass --by NAME --second NAME --reason \"…\"");
        }
        if (string.IsNullOrWhiteSpace(glass.Reason))
        {
            throw new CommandException("say why with --reason \"…\"; it is kept in the history", ExitCode.Usage);
        }
        TwoPersons.Require(place.Home, freeze, glass.By, glass.Second);
        DateTimeOffset now = time.GetUtcNow();
        new BreakGlassActs(place, topology).Folder.Drop(new EmergencyAct(BreakGlassActs.NewId(now), now, glass.By, $"starts build {build} in place of {last}: {glass.Reason.Trim()}", []) { Second = glass.Second });
    }

    /// <summary>Writes down that this build is up.</summary>
    public void Remember()
    {
        if (Last != build)
        {
            File.WriteAllText(Record + ".new", build + "\n");
            File.Move(Record + ".new", Record, overwrite: true);
        }
    }

    private ConfigSnapshot Newest()
    {
        ConfigSnapshot kept = new BreakGlassActs(place, topology).Newest();
        return OfflineStore.Peek(Path.Combine(place.Home.Control, "config.db")) is { } stored && stored.Revision > kept.Revision ? stored : kept;
    }
}

/// <summary>Two persons who start another build in a freeze, and why.</summary>
internal sealed record UpBreakGlass(string By, string? Second, string? Reason);
