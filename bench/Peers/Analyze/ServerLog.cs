namespace Seawall.Peers.Analyze;

/// <summary>One format of the log of one server run.</summary>
/// <param name="Format">As pgBadger names it: stderr, csv, jsonlog.</param>
/// <param name="File">Its path.</param>
internal sealed record ServerLog(string Format, string File)
{
    /// <summary>log_line_prefix of the stderr format.</summary>
    public const string Prefix = "%m [%p] %q%u@%d %a %c:%l ";

    public long Bytes => new FileInfo(File).Length;

    public IReadOnlyList<string> BadgerOptions => Format == "stderr" ? ["-p", Prefix] : [];

    /// <summary>A file with the first bytes, cut at the end of a record.</summary>
    public async Task<string> SliceAsync(string folder, int bytes, CancellationToken ct)
    {
        string slice = Path.Combine(folder, "slice-" + Path.GetFileName(File));
        byte[] head = new byte[bytes];
        await using FileStream from = new(File, FileMode.Open, FileAccess.Read);
        int length = await from.ReadAtLeastAsync(head, bytes, throwOnEndOfStream: false, ct);
        int end = head.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
        await System.IO.File.WriteAllBytesAsync(slice, head.AsMemory(0, end), ct);
        return slice;
    }
}
