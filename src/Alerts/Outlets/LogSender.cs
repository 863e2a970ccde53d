namespace Seawall.Alerts.Outlets;

/// <summary>Appends a message as one line, on the disk before it counts as delivered.</summary>
internal static class LogSender
{
    public static async Task<Attempt> SendAsync(string path, AlertMessage message, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        byte[] line = [.. MessageJson.Of(message), (byte)'\n'];
        await file.WriteAsync(line, cancellationToken).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
        return Attempt.Done;
    }
}
