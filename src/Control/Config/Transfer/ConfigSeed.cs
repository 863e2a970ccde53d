using Seawall.Client.Config;

namespace Seawall.Control.Config.Transfer;

/// <summary>What a fresh site's config center holds at first.</summary>
public static class ConfigSeed
{
    /// <summary>Publishes the files (each an object of keys and their values) as revision 1 when nothing was ever published; null when something was. Throws <see cref="InvalidDataException"/> for a file that can't be read.</summary>
    public static async Task<PublishOutcome?> ApplyAsync(IConfigStore store, IEnumerable<FileInfo> files, CancellationToken ct)
    {
        if (store.Current.Revision != 0)
            return null;
        var changes = new List<WantedChange>();
        foreach (var file in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            changes.AddRange(ConfigTransfer.Read(await File.ReadAllTextAsync(file.FullName, ct).ConfigureAwait(false), ConfigSnapshot.Empty, replace: false, out var faults).Select(change => change with { Expected = 0 }));
            if (faults.Count > 0)
                throw new InvalidDataException($"{file.FullName}: {faults[0].Message}");
        }
        return changes.Count == 0 ? null
            : await store.PublishAsync(new PublishRequest { Actor = "seed", Action = "seed", Reason = "the first start of the site", Changes = changes }, ct).ConfigureAwait(false);
    }
}
