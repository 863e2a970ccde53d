using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Seawall.Gate.SqlConsole;

/// <summary>Collects a server's messages until they are sent together. Types and layouts: PostgreSQL manual, "Message Formats".</summary>
internal sealed class ReplyBuffer
{
    private const int TextType = 25;
    private const int Int8Type = 20;

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _body = new();

    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    public void Clear() => _output.ResetWrittenCount();

    /// <summary>R: 0 ok, 10 mechanisms, 11 and 12 what SASL goes on with.</summary>
    public void Authentication(int code, ReadOnlySpan<byte> rest = default)
    {
        Int32(code);
        _body.Write(rest);
        End('R');
    }

    public void Parameter(string name, string value)
    {
        Text(name);
        Text(value);
        End('S');
    }

    public void Key(int processId, int secret)
    {
        Int32(processId);
        Int32(secret);
        End('K');
    }

    /// <summary>No transaction is ever open on the console.</summary>
    public void Ready()
    {
        _body.Write("I"u8);
        End('Z');
    }

    /// <summary>A message without content: 1 parsed, 2 bound, 3 closed, n no rows, I nothing asked, s suspended.</summary>
    public void Bare(char type) => End(type);

    /// <summary>t: no parameters.</summary>
    public void NoParameters()
    {
        Int16(0);
        End('t');
    }

    public void Columns(IReadOnlyList<Column> columns, bool binary)
    {
        Int16((short)columns.Count);
        foreach (Column column in columns)
        {
            Text(column.Name);
            Int32(0);
            Int16(0);
            Int32(column.IsNumber ? Int8Type : TextType);
            Int16((short)(column.IsNumber ? 8 : -1));
            Int32(-1);
            Int16((short)(binary ? 1 : 0));
        }
        End('T');
    }

    /// <summary>A row of texts and whole numbers; null is NULL.</summary>
    public void Row(IReadOnlyList<object?> cells, bool binary)
    {
        Int16((short)cells.Count);
        foreach (object? cell in cells)
        {
            if (cell is null)
            {
                Int32(-1);
            }
            else if (cell is long number && binary)
            {
                Int32(8);
                BinaryPrimitives.WriteInt64BigEndian(_body.GetSpan(8), number);
                _body.Advance(8);
            }
            else
            {
                byte[] text = Encoding.UTF8.GetBytes(Convert.ToString(cell, CultureInfo.InvariantCulture)!);
                Int32(text.Length);
                _body.Write(text);
            }
        }
        End('D');
    }

    public void Complete(string tag)
    {
        Text(tag);
        End('C');
    }

    public void Notice(string message, string detail) => Fields('N', "NOTICE", "00000", message, detail, null);

    public void Error(ConsoleFault fault) => Fields('E', fault.IsFatal ? "FATAL" : "ERROR", fault.SqlState, fault.Message, null, fault.Hint);

    private void Fields(char type, string severity, string sqlState, string message, string? detail, string? hint)
    {
        foreach ((char field, string? value) in (ReadOnlySpan<(char, string?)>)[('S', severity), ('V', severity), ('C', sqlState), ('M', message), ('D', detail), ('H', hint)])
        {
            if (value is null)
                continue;
            _body.Write([(byte)field]);
            Text(value);
        }
        _body.Write("\0"u8);
        End(type);
    }

    private void Text(string text)
    {
        Encoding.UTF8.GetBytes(text.Replace('\0', ' '), _body);
        _body.Write("\0"u8);
    }

    private void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_body.GetSpan(4), value);
        _body.Advance(4);
    }

    private void Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_body.GetSpan(2), value);
        _body.Advance(2);
    }

    private void End(char type)
    {
        Span<byte> header = _output.GetSpan(5);
        header[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], 4 + _body.WrittenCount);
        _output.Advance(5);
        _output.Write(_body.WrittenSpan);
        _body.ResetWrittenCount();
    }
}
