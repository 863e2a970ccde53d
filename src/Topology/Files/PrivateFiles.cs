using System.Runtime.InteropServices;

namespace Seawall.Topology;

/// <summary>Folders and files that only their owner may read; on Windows they inherit the folder's rights.</summary>
public static class PrivateFiles
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the folder and those above it.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        Directory.CreateDirectory(path, ReadWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Makes a file that must not be there yet.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ReadWrite;
        }
        return new FileStream(path, options);
    }

    /// <summary>Gives a written file its final name unless somebody was first; true when this one is now there.</summary>
    /// <remarks><see cref="File.Move(string, string, bool)"/> looks first and renames then, so it may replace a file made in between.</remarks>
    public static bool Publish(string draft, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(draft, path, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(path))
            {
                return false;
            }
        }
        if (Libc.Link(draft, path) == 0)
        {
            return true;
        }
        int error = Marshal.GetLastPInvokeError();
        return File.Exists(path) ? false : throw new IOException($"{path} cannot be made: {Marshal.GetPInvokeErrorMessage(error)}");
    }
}
