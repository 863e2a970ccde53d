namespace Seawall.Watchdog;

/// <summary>The log file of one service: the process appends to it, so a large one is copied aside and cut, not moved.</summary>
internal static class ServiceLog
{
    private const long Limit = 64L << 20;

    public static void RotateWhenLarge(string path, long limit = Limit)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.Length > limit)
        {
            File.Copy(path, path + ".1", overwrite: true);
            using FileStream cut = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            cut.SetLength(0);
        }
    }

    /// <summary>The last lines, for a message that says why a process ended.</summary>
    public static string Tail(string path, int lines = 5)
    {
        if (!File.Exists(path))
        {
            return "";
        }
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(file.Length, 8192), SeekOrigin.End);
        using var reader = new StreamReader(file);
        return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(lines));
    }
}
