using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Client.Shapes;

namespace Seawall.Client.Doors;

/// <summary>
/// A waiting room as <c>door/{room}</c> holds it:
/// <c>{"paths":["/items/42/buy","/group/*/join"],"roles":["app","h5"],"places":1000,"inside":200,"perSecond":50,"passSeconds":300,"open":true,"soldOut":false,"title":"…","titleZh":"…"}</c>.
/// </summary>
public sealed record RoomRules
{
    /// <summary>The most buyers that may be called or inside at once; what is known of each is kept in memory.</summary>
    public const int MostInside = 65_536;

    public required string Name { get; init; }

    /// <summary>Which paths lie behind the room, each with all below it; <c>*</c> stands for one segment.</summary>
    public IReadOnlyList<PathPattern> Paths { get; init; } = [];

    /// <summary>Which roles wait; those of others pass. Empty for all.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>How many may be let in altogether; null for any number.</summary>
    public int? Places { get; init; }

    /// <summary>How many may be inside at once, counting those who are called and have not come yet.</summary>
    public int Inside { get; init; } = MostInside;

    /// <summary>How many are called a second.</summary>
    public double PerSecond { get; init; } = 100;

    /// <summary>How long a pass is good, in seconds; 300 when unset.</summary>
    public int PassSeconds { get; init; } = 300;

    /// <summary>How long a buyer who is called may take to come, in seconds; 15 when unset. Then the turn is the next one's.</summary>
    public int GraceSeconds { get; init; } = 15;

    /// <summary>The longest that a waiting buyer is told to stay away, in seconds, and so the longest until the last one knows that it is over; 2 when unset.</summary>
    public int PollSeconds { get; init; } = 2;

    /// <summary>How many tickets an address may take a minute; 600 when unset, 0 for any number.</summary>
    public int JoinsPerMinute { get; init; } = 600;

    /// <summary>Whether anyone is let in; while false buyers gather and keep their order.</summary>
    public bool Open { get; init; } = true;

    /// <summary>Whether there is nothing left: the room is empty and tells everybody so.</summary>
    public bool SoldOut { get; init; }

    /// <summary>What is waited for, in English; the room's name when unset.</summary>
    public string Title { get; init; } = "";

    /// <summary>What is waited for, in Chinese; as <see cref="Title"/> when unset.</summary>
    public string TitleZh { get; init; } = "";

    /// <summary>Whether a request of this path and role waits here.</summary>
    public bool Covers(string path, string role)
    {
        if (Roles.Count > 0 && !Roles.Contains(role))
            return false;
        foreach (var pattern in Paths)
        {
            if (pattern.Meets(path))
                return true;
        }
        return false;
    }

    /// <summary>The room of a JSON text; null with every fault and its path when there is one.</summary>
    public static RoomRules? Parse(string key, string json, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (Shape.Open(json, key, found) is not { } shape)
            return null;
        var name = key[ConfigKeys.Door.Length..];
        var title = shape.Text("title", "");
        var rules = new RoomRules
        {
            Name = name,
            Paths = [.. shape.Texts("paths", PathPattern.Fault).Select(path => new PathPattern(path))],
            Roles = shape.Texts("roles", EdgeRules.RoleFault),
            Places = shape.Has("places") ? shape.Count("places", 1, 1, int.MaxValue) : null,
            Inside = shape.Count("inside", MostInside, 1, MostInside),
            PerSecond = shape.Number("perSecond", 100, 0.01, 100_000),
            PassSeconds = shape.Count("passSeconds", 300, 1, 86_400),
            GraceSeconds = shape.Count("graceSeconds", 15, 5, 600),
            PollSeconds = shape.Count("pollSeconds", 2, 2, 60),
            JoinsPerMinute = shape.Count("joinsPerMinute", 600, 0, 10_000_000),
            Open = shape.Flag("open", true),
            SoldOut = shape.Flag("soldOut", false),
            Title = title.Length > 0 ? title : name,
            TitleZh = shape.Text("titleZh", "") is { Length: > 0 } zh ? zh : title.Length > 0 ? title : name,
        };
        if (rules.Paths.Count == 0)
            shape.Fault("paths", "names no path; a room without any keeps nobody waiting");
        if (rules.GraceSeconds < 2 * rules.PollSeconds)
            shape.Fault("graceSeconds", $"must be at least twice 'pollSeconds', {2 * rules.PollSeconds}, was {rules.GraceSeconds}: who is called hears of it at the next poll");
        shape.End();
        return found.Count == 0 ? rules : null;
    }
}
