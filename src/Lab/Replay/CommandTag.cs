using System.Buffers.Text;

namespace Seawall.Lab.Replay;

/// <summary>Reads the rows out of a CommandComplete tag: <c>SELECT 5</c>, <c>INSERT 0 1</c>, <c>BEGIN</c>.</summary>
internal static class CommandTag
{
    /// <summary>Rows returned or affected, -1 when the command counts none.</summary>
    public static long Rows(ReadOnlySpan<byte> tag)
    {
        tag = tag.TrimEnd((byte)0);
        int blank = tag.LastIndexOf((byte)' ');
        return blank >= 0 && Utf8Parser.TryParse(tag[(blank + 1)..], out long rows, out int used) && used == tag.Length - blank - 1 ? rows : -1;
    }
}
