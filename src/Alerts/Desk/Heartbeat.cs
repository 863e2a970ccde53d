using System.Globalization;

namespace Seawall.Alerts.Desk;

/// <summary>The sign of life of the alert engine: a file with the time of its last evaluation, replaced whole.</summary>
public static class Heartbeat
{
    public static void Write(string path, DateTimeOffset at)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Environment.ProcessId}";
        File.WriteAllText(draft, at.ToString("O", CultureInfo.InvariantCulture));
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>When the engine evaluated last; null when it never did.</summary>
    public static DateTimeOffset? Read(string path)
    {
        try
        {
            return DateTimeOffset.TryParseExact(File.ReadAllText(path), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
