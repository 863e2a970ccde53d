using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Watchdog;

/// <summary>The holds of a home, one file a service: replaced atomically, so that the watchdog never reads half of one.</summary>
public sealed class HoldFiles(SeawallHome home)
{
    public void Put(string service, Hold hold)
    {
        Directory.CreateDirectory(home.Holds);
        string draft = PathOf(service) + ".new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(hold, HoldJson.Default.Hold));
        File.Move(draft, PathOf(service), overwrite: true);
    }

    /// <summary>The hold that covers this time; null when there is none, or none that can be read.</summary>
    public Hold? Find(string service, DateTimeOffset now)
    {
        try
        {
            return File.Exists(PathOf(service))
                && JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(service)), HoldJson.Default.Hold) is { } hold
                && hold.Covers(now)
                    ? hold
                    : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Remove(string service) => File.Delete(PathOf(service));

    private string PathOf(string service) => Path.Combine(home.Holds, service + ".json");
}
