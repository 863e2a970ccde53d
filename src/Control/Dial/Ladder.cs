using System.Text.Json;
using Seawall.Client.Switches;

namespace Seawall.Control.Dial;

/// <summary>
/// The levels of the dial, L0 first, from the outside in: each sheds what the levels before it shed, and more. G0 is on no ladder. As JSON:
/// <c>{"levels":[{"what":"…","whatZh":"…","off":[{"grade":"G4","roles":["batch"]}]}]}</c>; a cell without <c>roles</c> is for everybody.
/// </summary>
public sealed record Ladder(IReadOnlyList<LadderLevel> Levels)
{
    public const string Key = "dial/ladder";
    public const int MostLevels = 10;

    /// <summary>The deepest level.</summary>
    public int Deepest => Levels.Count - 1;

    /// <summary>For whom features of a grade are off at a level.</summary>
    public Shed ShedAt(int level, Grade grade) =>
        Levels.Take(level + 1).SelectMany(one => one.Off).Where(cell => cell.Grade == grade).Aggregate(Shed.Nobody, (shed, cell) => shed.And(cell.Roles));

    /// <summary>The ladder of a value; null with all that is wrong with it.</summary>
    public static Ladder? Read(string json, out IReadOnlyList<(string Path, string Message)> faults)
    {
        using var document = JsonDocument.Parse(json);
        return Read(document.RootElement, out faults);
    }

    internal static Ladder? Read(JsonElement root, out IReadOnlyList<(string Path, string Message)> faults)
    {
        var (found, levels) = (new List<(string, string)>(), new List<LadderLevel>());
        faults = found;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("levels", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is < 2 or > MostLevels)
        {
            found.Add(("levels", $"must be a list of 2 to {MostLevels} levels, L0 first"));
            return null;
        }
        foreach (var (i, level) in list.EnumerateArray().Index())
            levels.Add(ReadLevel(level, $"levels[{i}]", found));
        if (levels[0].Off.Count > 0)
            found.Add(("levels[0].off", "must be empty: at L0 everything is as its own switch says"));
        return found.Count == 0 ? new Ladder(levels) : null;
    }

    private static LadderLevel ReadLevel(JsonElement level, string path, List<(string, string)> faults)
    {
        if (level.ValueKind != JsonValueKind.Object || !level.TryGetProperty("off", out var off) || off.ValueKind != JsonValueKind.Array)
        {
            faults.Add(($"{path}.off", "must be a list of cells such as {\"grade\":\"G4\",\"roles\":[\"batch\"]}"));
            return new LadderLevel("", "", []);
        }
        var cells = new List<LadderCell>();
        foreach (var (i, cell) in off.EnumerateArray().Index())
        {
            if (ReadCell(cell, $"{path}.off[{i}]", faults) is { } read)
                cells.Add(read);
        }
        return new LadderLevel(Text(level, "what"), Text(level, "whatZh"), cells);
    }

    private static LadderCell? ReadCell(JsonElement cell, string path, List<(string, string)> faults)
    {
        if (cell.ValueKind != JsonValueKind.Object || !Enum.TryParse<Grade>(Text(cell, "grade"), out var grade) || grade.ToString() != Text(cell, "grade") || grade == Grade.G0)
        {
            faults.Add(($"{path}.grade", "must be G1, G2, G3 or G4; G0 is never shed"));
            return null;
        }
        if (!cell.TryGetProperty("roles", out var roles))
            return new LadderCell(grade, null);
        if (roles.ValueKind != JsonValueKind.Array || roles.GetArrayLength() == 0 || roles.EnumerateArray().Any(role => role.ValueKind != JsonValueKind.String || role.GetString()!.Length == 0))
        {
            faults.Add(($"{path}.roles", "must be a list of roles; leave it out for everybody"));
            return null;
        }
        return new LadderCell(grade, [.. roles.EnumerateArray().Select(role => role.GetString()!)]);
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
}

/// <summary>One level: what it means to people, and what it sheds beyond the levels before it.</summary>
public sealed record LadderLevel(string What, string WhatZh, IReadOnlyList<LadderCell> Off);

/// <summary>Features of a grade, off for roles.</summary>
/// <param name="Roles">Null for everybody.</param>
public sealed record LadderCell(Grade Grade, IReadOnlyList<string>? Roles);

/// <summary>For whom something is off: nobody, some roles, or everybody.</summary>
/// <param name="Roles">In order of the alphabet; empty beside <paramref name="IsAll"/>.</param>
public sealed record Shed(bool IsAll, IReadOnlyList<string> Roles)
{
    public static Shed Nobody { get; } = new(false, []);

    public static Shed All { get; } = new(true, []);

    public bool IsNobody => !IsAll && Roles.Count == 0;

    public bool Holds(string role) => IsAll || Roles.Contains(role, StringComparer.Ordinal);

    /// <param name="roles">Null for everybody.</param>
    public Shed And(IReadOnlyList<string>? roles) => IsAll || roles is null ? All : new Shed(false, [.. Roles.Union(roles, StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
}
