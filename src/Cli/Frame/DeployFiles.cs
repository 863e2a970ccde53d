using System.Reflection;

namespace Seawall.Cli;

/// <summary>The topologies, the readiness file, curves, campaigns and scripts of load: those of <c>deploy/</c> where there is one, else the copies this program carries, laid into the home.</summary>
internal static class DeployFiles
{
    private const string Folder = "deploy";

    /// <summary>Path of the named file, such as <c>local.json</c>; also when there is none, for the reader to say so.</summary>
    public static string Find(Place place, string name)
    {
        string file = Path.Combine(place.Root, Folder, name);
        return File.Exists(file) ? file : Unpack(place, name) ?? file;
    }

    /// <summary>A file given by its path: <c>deploy/before.json</c> and <c>deploy/curves/singles-day.json</c> are found without a folder <c>deploy</c> too.</summary>
    public static string Resolve(Place place, string given)
    {
        string[] parts = given.Split('/', Path.DirectorySeparatorChar);
        int folder = Array.LastIndexOf(parts, Folder);
        return !File.Exists(given) && folder >= 0 ? Unpack(place, string.Join('/', parts[(folder + 1)..])) ?? given : given;
    }

    /// <summary>Every JSON file of a folder of <c>deploy/</c>, by name; those that this program carries where there is no such folder.</summary>
    public static IReadOnlyList<string> All(Place place, string folder)
    {
        string given = Path.Combine(place.Root, Folder, folder);
        if (Directory.Exists(given))
        {
            return [.. Directory.EnumerateFiles(given, "*.json").Order(StringComparer.Ordinal)];
        }

        string prefix = $"{Folder}/{folder}/";
        return
        [
            .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(name => Unpack(place, name[(Folder.Length + 1)..])!),
        ];
    }

    private static string? Unpack(Place place, string name)
    {
        using Stream? carried = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Folder}/{name}");
        if (carried is null)
        {
            return null;
        }

        using var content = new MemoryStream();
        carried.CopyTo(content);
        byte[] bytes = content.ToArray();
        string file = Path.Combine(place.Home.Root, Folder, name);
        if (!File.Exists(file) || !File.ReadAllBytes(file).AsSpan().SequenceEqual(bytes))
        {
            place.Home.Create();
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            string unfinished = $"{file}.{Environment.ProcessId}";
            File.WriteAllBytes(unfinished, bytes);
            File.Move(unfinished, file, overwrite: true);
        }

        return file;
    }
}
