using System.Buffers.Text;

namespace Seawall.Postgres.Protocol;

/// <summary>CommandComplete: `C` z(tag); the tag is a command and, of some commands, the number of rows at its end.</summary>
public readonly ref struct CommandCompleteMessage
{
    private CommandCompleteMessage(ReadOnlySpan<byte> tag) => Tag = tag;

    /// <summary>`SELECT 3`, `INSERT 0 1`, `BEGIN`, ….</summary>
    public ReadOnlySpan<byte> Tag { get; }

    /// <summary>Rows returned or changed; -1 if the command counts none.</summary>
    public long Rows
    {
        get
        {
            int space = Tag.LastIndexOf((byte)' ');
            return space >= 0 && Utf8Parser.TryParse(Tag[(space + 1)..], out long rows, out int used) && used == Tag.Length - space - 1 ? rows : -1;
        }
    }

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out CommandCompleteMessage message)
    {
        var reader = new MessageReader(body);
        bool ok = reader.TryText(out ReadOnlySpan<byte> tag) && reader.AtEnd;
        message = new CommandCompleteMessage(tag);
        return ok;
    }

    /// <summary>Writes the message.</summary>
    public static bool TryWrite(Span<byte> destination, ReadOnlySpan<byte> tag, out int written)
    {
        var writer = new MessageWriter(destination, BackendType.CommandComplete);
        writer.Text(tag);
        return writer.TryEnd(out written);
    }
}
