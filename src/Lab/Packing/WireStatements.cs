using System.Buffers.Binary;

namespace Seawall.Lab.Packing;

/// <summary>Finds the statements in a step's protocol bytes: a simple query each, or Parse, Bind, Describe and Execute each.</summary>
internal ref struct WireStatements(ReadOnlySpan<byte> wire)
{
    private ReadOnlySpan<byte> _rest = wire;
    private int _at;

    public bool Next(out WireStatement statement)
    {
        int start = _at;
        ReadOnlySpan<byte> text = default;
        bool extended = false;
        while (_rest.Length >= 5)
        {
            byte type = _rest[0];
            bool begins = type is (byte)'Q' or (byte)'P';
            if (type == 'S' || (begins && _at > start))
            {
                break;
            }

            int length = BinaryPrimitives.ReadInt32BigEndian(_rest[1..]) + 1;
            if (begins)
            {
                extended = type == 'P';

                // Prepared statements of the lanes have no name: the text begins behind its end.
                ReadOnlySpan<byte> body = _rest[(extended ? 6 : 5)..length];
                text = body[..body.IndexOf((byte)0)];
            }

            _rest = _rest[length..];
            _at += length;
        }

        statement = new WireStatement(text, start, _at - start, extended);
        return _at > start;
    }

    /// <summary>The text of the statement at that place in a step.</summary>
    public static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> wire, int index)
    {
        var statements = new WireStatements(wire);
        while (statements.Next(out WireStatement statement))
        {
            if (index-- == 0)
            {
                return statement.Text;
            }
        }

        return default;
    }
}

/// <summary>One statement of a step: its text, and where its messages lie without the Sync.</summary>
internal readonly ref struct WireStatement(ReadOnlySpan<byte> text, int start, int length, bool isExtended)
{
    public ReadOnlySpan<byte> Text { get; } = text;
    public int Start { get; } = start;
    public int Length { get; } = length;
    public bool IsExtended { get; } = isExtended;
}
