using System.Text;
using Seawall.Gate.Capturing;
using Seawall.Gate.Judging;
using Seawall.Gate.Limits;

namespace Seawall.Gate.HotRows;

/// <summary>One row that transactions hold or wait for. Used again for another row once nobody does.</summary>
internal sealed class HotRow
{
    private const int LongestShown = 64;

    private readonly byte[] _shown = new byte[LongestShown];
    private int _shownLength;

    public SlotQueue Places { get; } = new(int.MaxValue, int.MaxValue);

    public ulong Row { get; set; }

    public ulong Fingerprint { get; set; }

    /// <summary>Whether its transactions are let in a few at a time.</summary>
    public bool IsGuarded { get; set; }

    /// <summary>When somebody last had to wait, monotonic microseconds.</summary>
    public long LastWait { get; set; }

    public bool IsIdle => Places.Taken == 0 && Places.Waiting == 0;

    /// <summary>What names the row, for people to read.</summary>
    public string Key => Encoding.UTF8.GetString(_shown.AsSpan(0, _shownLength));

    /// <summary>Keeps what names the row; a binary value that is no whole number in hex.</summary>
    public void Show(in StatementCall call)
    {
        int parameter = call.Statement.RowKey.FirstParameter;
        _shownLength = 0;
        if (parameter == 0)
            Show(RowKeyReader.FirstLiteral(call.Sql));
        else if (BoundValues.TryRead(call.Bound, out BoundValues bound) && RowKey.TryFind(bound, parameter, out ReadOnlySpan<byte> value, out bool isBinary))
            ShowBound(value, isBinary);
    }

    private void ShowBound(ReadOnlySpan<byte> value, bool isBinary)
    {
        Span<byte> room = stackalloc byte[LongestShown];
        bool isNumber = value.Length is sizeof(short) or sizeof(int) or sizeof(long);
        Show(isBinary && !isNumber ? InHex(value, room) : RowKey.AsText(value, isBinary, room));
    }

    private void Show(ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, LongestShown)];
        text.CopyTo(_shown);
        _shownLength = text.Length;
    }

    private static ReadOnlySpan<byte> InHex(ReadOnlySpan<byte> value, Span<byte> room)
    {
        value = value[..Math.Min(value.Length, room.Length / 2)];
        Convert.TryToHexStringLower(value, room, out int written);
        return room[..written];
    }
}

/// <summary>A guarded row as it stands.</summary>
/// <param name="Fingerprint">The statement that last made it wait.</param>
/// <param name="Key">The value that names it.</param>
/// <param name="InFlight">Transactions that hold or await its lock at the server.</param>
/// <param name="Waiting">Statements that wait at the gate.</param>
internal sealed record HotRowState(ulong Fingerprint, string Key, int InFlight, int Waiting);
