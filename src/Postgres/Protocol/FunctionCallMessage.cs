namespace Seawall.Postgres.Protocol;

/// <summary>Function call: `F` i(oid) h(nformats) h… h(nargs) {i(length, -1 = NULL) bytes}… h(result format).</summary>
public readonly ref struct FunctionCallMessage
{
    private readonly ReadOnlySpan<byte> _arguments;

    private FunctionCallMessage(uint function, ReadOnlySpan<byte> formats, int argumentCount, ReadOnlySpan<byte> arguments, short resultFormat)
    {
        Function = function;
        ArgumentFormats = formats;
        ArgumentCount = argumentCount;
        _arguments = arguments;
        ResultFormat = resultFormat;
    }

    /// <summary>The function's oid.</summary>
    public uint Function { get; }

    /// <summary>The formats as sent, big-endian int16 each.</summary>
    public ReadOnlySpan<byte> ArgumentFormats { get; }

    /// <summary>How many arguments.</summary>
    public int ArgumentCount { get; }

    /// <summary>The format of the result: 0 text, 1 binary.</summary>
    public short ResultFormat { get; }

    /// <summary>The arguments in order.</summary>
    public ValueCursor Arguments() => new(ArgumentCount, _arguments);

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out FunctionCallMessage message)
    {
        message = default;
        var reader = new MessageReader(body);
        if (!reader.TryInt32(out int oid) || !reader.TryItems(sizeof(short), out _, out ReadOnlySpan<byte> formats)
            || !reader.TryValues(out int count, out ReadOnlySpan<byte> arguments) || !reader.TryInt16(out short resultFormat) || !reader.AtEnd)
            return false;
        message = new FunctionCallMessage((uint)oid, formats, count, arguments, resultFormat);
        return true;
    }
}
