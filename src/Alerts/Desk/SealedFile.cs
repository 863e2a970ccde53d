using System.Security.Cryptography;
using System.Text;

namespace Seawall.Alerts.Desk;

/// <summary>
/// A small file that is replaced whole and proves itself: its first line is a version and the SHA-256 of what follows. It is on the disk before it takes the old
/// one's place, so that a crash leaves the one or the other.
/// </summary>
public static class SealedFile
{
    private const string Version = "seawall-alerts-1 ";

    /// <summary>Writes it, closed to other users.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Version + Convert.ToHexStringLower(SHA256.HashData(content)) + "\n"));
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>The content; null when there is no such file. <paramref name="damage"/> says what is wrong with one that can't be used.</summary>
    public static byte[]? Read(string path, out string? damage)
    {
        damage = null;
        try
        {
            if (!File.Exists(path))
                return null;
            var bytes = File.ReadAllBytes(path);
            var end = Array.IndexOf(bytes, (byte)'\n');
            var head = end < 0 ? "" : Encoding.ASCII.GetString(bytes, 0, end);
            var content = bytes[(end + 1)..];
            if (head == Version + Convert.ToHexStringLower(SHA256.HashData(content)))
                return content;
            damage = $"{path} is damaged: its checksum does not hold";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            damage = $"{path} can't be read: {e.Message}";
        }
        return null;
    }
}
