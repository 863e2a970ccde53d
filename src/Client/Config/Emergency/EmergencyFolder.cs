using System.Text.Json;
using Seawall.Client.Config.Kept;

namespace Seawall.Client.Config.Emergency;

/// <summary>
/// The folder of break-glass acts, <c>ID.act</c> each, signed with the site's key: written by the command line, read by every process of the machine, merged
/// by the config center. Who took an act leaves a receipt under <c>taken/ID/</c>.
/// </summary>
public sealed class EmergencyFolder(DirectoryInfo folder, byte[] key)
{
    internal const string Kind = "seawall-break-glass";
    private const string Extension = ".act";

    public string Path => folder.FullName;

    /// <summary>The key of a site's secret.</summary>
    public static byte[] KeyOf(string secret) => SignedFile.KeyOf(secret, Kind);

    /// <summary>A line that is another one as soon as a file comes, goes or changes.</summary>
    public string Fingerprint() => !folder.Exists && !Directory.Exists(folder.FullName) ? ""
        : string.Join('|', Files().Select(file => $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"));

    /// <summary>The genuine acts, oldest first.</summary>
    /// <param name="refused">Files that are no genuine acts, each with what is wrong.</param>
    public IReadOnlyList<EmergencyAct> Read(out IReadOnlyList<string> refused)
    {
        List<EmergencyAct> acts = [];
        List<string> bad = [];
        foreach (var file in Files())
        {
            try
            {
                var (body, refusal) = SignedFile.Read(Kind, File.ReadAllBytes(file.FullName), key);
                if (body is null)
                    bad.Add($"{file.FullName} {refusal}");
                else if (JsonSerializer.Deserialize<EmergencyAct>(body, JsonSerializerOptions.Web) is { Id: not null, Changes: not null } act && act.Id + Extension == file.Name)
                    acts.Add(act);
                else
                    bad.Add($"{file.FullName} is an act under another's name");
            }
            catch (FileNotFoundException)
            {
                // Withdrawn since the folder was listed.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
            {
                bad.Add($"{file.FullName} cannot be read: {e.Message}");
            }
        }
        refused = bad;
        return [.. acts.OrderBy(act => act.At).ThenBy(act => act.Id, StringComparer.Ordinal)];
    }

    /// <summary>Drops an act, whole or not at all.</summary>
    public void Drop(EmergencyAct act)
    {
        Directory.CreateDirectory(folder.FullName);
        DurableFile.Replace(FileOf(act.Id), SignedFile.Write(Kind, JsonSerializer.SerializeToUtf8Bytes(act, JsonSerializerOptions.Web), key));
    }

    /// <summary>Takes an act away; false when there is none of that name.</summary>
    public bool Withdraw(string id)
    {
        if (!File.Exists(FileOf(id)))
            return false;
        Forget(id);
        return true;
    }

    /// <summary>Takes an act away with all that is told of it.</summary>
    public void Forget(string id)
    {
        File.Delete(FileOf(id));
        File.Delete(OutcomeFile(id));
        if (Directory.Exists(TakenBy(id)))
            Directory.Delete(TakenBy(id), recursive: true);
    }

    /// <summary>Leaves word what became of an act at the config center.</summary>
    public void Settle(string id, EmergencyOutcome outcome) => DurableFile.Replace(OutcomeFile(id), JsonSerializer.SerializeToUtf8Bytes(outcome, JsonSerializerOptions.Web));

    /// <summary>What became of an act; null while the config center has not looked at it.</summary>
    public EmergencyOutcome? OutcomeOf(string id) =>
        File.Exists(OutcomeFile(id)) ? JsonSerializer.Deserialize<EmergencyOutcome>(File.ReadAllBytes(OutcomeFile(id)), JsonSerializerOptions.Web) : null;

    /// <summary>Leaves word that an instance has an act in force.</summary>
    public void Receipt(string id, EmergencyReceipt receipt)
    {
        DurableFile.CreateFolder(TakenBy(id));
        DurableFile.Replace(System.IO.Path.Combine(TakenBy(id), Safe(receipt.Instance)), JsonSerializer.SerializeToUtf8Bytes(receipt, JsonSerializerOptions.Web));
    }

    /// <summary>Who has an act in force, by instance.</summary>
    public IReadOnlyList<EmergencyReceipt> Receipts(string id)
    {
        var taken = new DirectoryInfo(TakenBy(id));
        if (!taken.Exists)
            return [];
        List<EmergencyReceipt> receipts = [];
        foreach (var file in taken.EnumerateFiles().Where(file => !file.Name.EndsWith(".new", StringComparison.Ordinal)))
        {
            try
            {
                if (JsonSerializer.Deserialize<EmergencyReceipt>(File.ReadAllBytes(file.FullName), JsonSerializerOptions.Web) is { } receipt)
                    receipts.Add(receipt);
            }
            catch (Exception e) when (e is IOException or JsonException)
            {
                // Being written; it is there at the next look.
            }
        }
        return [.. receipts.OrderBy(receipt => receipt.Instance, StringComparer.Ordinal)];
    }

    private string FileOf(string id) => System.IO.Path.Combine(folder.FullName, Safe(id) + Extension);

    private string OutcomeFile(string id) => System.IO.Path.Combine(folder.FullName, Safe(id) + ".outcome");

    private string TakenBy(string id) => System.IO.Path.Combine(folder.FullName, "taken", Safe(id));

    private IEnumerable<FileInfo> Files() => !Directory.Exists(folder.FullName) ? []
        : new DirectoryInfo(folder.FullName).GetFiles("*" + Extension).OrderBy(file => file.Name, StringComparer.Ordinal);

    // A name from a file or an option is never a way to another folder.
    private static string Safe(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
}
