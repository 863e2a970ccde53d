using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seawall.Topology;

/// <summary>
/// What differs between a topology and what runs: further instances of its processes, and processes of it that are stopped. It outlives the watchdog, which follows the file
/// within a moment.
/// </summary>
public sealed record AddedInstances
{
    public IReadOnlyList<AddedInstance> Added { get; init; } = [];

    /// <summary>Names of processes of the topology that do not run.</summary>
    public IReadOnlyList<string> Stopped { get; init; } = [];

    /// <summary>What the home says; nothing when it has no such file. Throws <see cref="InvalidDataException"/> when the file cannot be read as one.</summary>
    public static AddedInstances In(SeawallHome home)
    {
        try
        {
            return File.Exists(home.Instances) ? JsonSerializer.Deserialize(File.ReadAllBytes(home.Instances), AddedJson.Default.AddedInstances) ?? new() : new();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{home.Instances} is damaged ({e.Message}); remove it to run what the topology says, then add the instances anew", e);
        }
    }

    /// <summary>Changes the file while nobody else does, and returns what it says now.</summary>
    public static AddedInstances Change(SeawallHome home, Func<AddedInstances, AddedInstances> change)
    {
        home.Create();
        using FileStream turn = Open(home.Instances + ".lock");
        AddedInstances next = change(In(home));
        string draft = home.Instances + ".new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(next, AddedJson.Default.AddedInstances));
        File.Move(draft, home.Instances, overwrite: true);
        return next;
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            throw new InvalidOperationException($"somebody else is changing instances right now ({path} is held); try again", e);
        }
    }
}

/// <summary>One further instance of a process: the same role and businesses, its own name and address.</summary>
/// <param name="Of">The process of the topology.</param>
public sealed record AddedInstance(string Name, string Of, string Listen);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(AddedInstances))]
internal sealed partial class AddedJson : JsonSerializerContext;
