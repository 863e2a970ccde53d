using Seawall.Drills.Runs;

namespace Seawall.Cli;

/// <summary>The drills of <c>deploy/drills</c>.</summary>
internal static class DrillBook
{
    public static IReadOnlyList<Drill> All() => [.. DeployFiles.All(Place.Current, "drills").Select(Read)];

    /// <summary>The drill of a name; a <see cref="CommandException"/> that lists all when there is none.</summary>
    public static Drill Find(string id)
    {
        IReadOnlyList<string> files = DeployFiles.All(Place.Current, "drills");
        return files.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == id) is { } found ? Read(found)
            : throw new CommandException($"there is no drill '{id}'; drills are {string.Join(", ", files.Select(Path.GetFileNameWithoutExtension))}", ExitCode.Usage);
    }

    private static Drill Read(string file)
    {
        try
        {
            return DrillReader.Read(file);
        }
        catch (DrillFileException e)
        {
            throw new CommandException(e.Message, ExitCode.Usage);
        }
    }
}
