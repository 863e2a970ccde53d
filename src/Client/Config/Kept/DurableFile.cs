namespace Seawall.Client.Config.Kept;

/// <summary>Files that are either what they were or what they are to be, also after a loss of power in between; only their owner reads them.</summary>
public static class DurableFile
{
    /// <summary>Makes a folder that is closed to other users.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Writes beside the file, forces it to the disk and takes the file's place. Throws <see cref="IOException"/>, such as for a full disk, and leaves nothing behind.</summary>
    /// <param name="former">Where the file that stood goes; null lets it go.</param>
    public static void Replace(string path, ReadOnlySpan<byte> content, string? former = null)
    {
        var draft = $"{path}.{Environment.ProcessId}.new";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(draft, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            // A crash between the two leaves the former one, which is read when the first is not there.
            if (former is not null && File.Exists(path))
                File.Move(path, former, overwrite: true);
            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }
}
