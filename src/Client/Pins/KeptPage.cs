using System.Text.Json;

namespace Seawall.Client.Pins;

/// <summary>A page as it was last rendered for somebody unknown.</summary>
/// <param name="Key">Language, path and query: <c>zh /?page=2</c>.</param>
/// <param name="Headers">What was said of it, by header.</param>
internal sealed record KeptPage(string Key, DateTimeOffset At, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Path => Key[(Key.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split('?')[0];

    public byte[] ToFile() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Null for a file that is no page.</summary>
    public static KeptPage? OfFile(byte[] file)
    {
        try
        {
            return JsonSerializer.Deserialize<KeptPage>(file);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
