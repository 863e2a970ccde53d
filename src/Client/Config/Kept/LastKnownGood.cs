using Seawall.Client.Config.Push;

namespace Seawall.Client.Config.Kept;

/// <summary>
/// The config that this process worked by last, on its own disk: <c>config.lkg</c> and the one before it, <c>config.lkg.1</c>. It is what a process starts with
/// when the whole config center is gone.
/// </summary>
public sealed class LastKnownGood(DirectoryInfo folder, byte[] key)
{
    /// <summary>How the file begins.</summary>
    public const string Kind = "seawall-config";

    public string Path { get; } = System.IO.Path.Combine(folder.FullName, "config.lkg");

    /// <summary>The key of a clients' token.</summary>
    public static byte[] KeyOf(string token) => SignedFile.KeyOf(token, Kind);

    private string Former => Path + ".1";

    /// <summary>The newest copy that is whole and genuine; null when there is none.</summary>
    /// <param name="refused">The copies that are not, each with what is wrong with it. They are put aside as <c>.refused</c>, so that they never take the good one's place.</param>
    public ConfigSnapshot? Load(out IReadOnlyList<string> refused)
    {
        List<string> bad = [];
        refused = bad;
        foreach (var path in (string[])[Path, Former])
        {
            try
            {
                if (!File.Exists(path))
                    continue;
                var (snapshot, refusal) = Read(File.ReadAllBytes(path));
                if (snapshot is not null)
                    return snapshot;
                bad.Add($"{path} {refusal}");
                File.Move(path, path + ".refused", overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                bad.Add($"{path} cannot be read: {e.Message}");
            }
        }
        return null;
    }

    /// <summary>What lies there if it is whole and genuine, for another process to look at.</summary>
    public ConfigSnapshot? Peek()
    {
        try
        {
            return File.Exists(Path) ? Read(File.ReadAllBytes(Path)).Snapshot : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a snapshot. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    public void Save(ConfigSnapshot snapshot)
    {
        Directory.CreateDirectory(folder.FullName);
        DurableFile.Replace(Path, SignedFile.Write(Kind, ConfigWire.Write(snapshot), key), Former);
    }

    private (ConfigSnapshot? Snapshot, string? Refusal) Read(byte[] file)
    {
        var (body, refusal) = SignedFile.Read(Kind, file, key);
        if (body is null)
            return (null, refusal);
        return ConfigWire.Read(ConfigWire.Snapshot, body) is SessionEvent.Snapshot snapshot && snapshot.Digest == snapshot.Content.Digest
            ? (snapshot.Content, null)
            : (null, "holds no snapshot of this version");
    }
}
