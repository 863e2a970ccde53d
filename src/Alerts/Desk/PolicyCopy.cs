using System.Text.Json;
using Seawall.Alerts.Entries;

namespace Seawall.Alerts.Desk;

/// <summary>The last good entries of alerting on the disk, for who must alert when the config center can't be asked.</summary>
public static class PolicyCopy
{
    public static void Write(string path, IEnumerable<KeyValuePair<string, string>> entries)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        SealedFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(entries.ToDictionary()));
    }

    /// <summary>The policy of the copy; null when there is none that holds.</summary>
    public static AlertPolicy? Read(string path, Action<string> say)
    {
        var content = SealedFile.Read(path, out var damage);
        if (damage is not null)
            say(damage);
        try
        {
            return content is null ? null : AlertEntries.Policy(JsonSerializer.Deserialize<Dictionary<string, string>>(content) ?? [], out _);
        }
        catch (JsonException e)
        {
            say($"{path} can't be understood: {e.Message}");
            return null;
        }
    }
}
