using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Pulling;

/// <summary>
/// Replaces secrets in a statement and its bound values. Equal secrets get equal replacements under the site's key, so that a replay still finds
/// what it wrote, and without the key nothing can be looked up. Texts without a secret pass untouched.
/// </summary>
internal sealed class Redaction(IReadOnlyList<string> columns, ReadOnlyMemory<byte> key)
{
    private readonly SecretFinder _finder = new(columns);
    private readonly ArrayBufferWriter<byte> _sql = new(4096);
    private readonly ArrayBufferWriter<byte> _values = new(4096);
    private readonly ArrayBufferWriter<byte> _types = new(64);
    private readonly ArrayBufferWriter<byte> _formats = new(64);
    private byte[] _value = new byte[256];

    /// <summary>Values replaced so far.</summary>
    public long Count { get; private set; }

    /// <summary>How many values are bound to the statement read last.</summary>
    public int Parameters { get; private set; }

    /// <summary>Types, formats and values in the layout of Parse and Bind; valid until the next call.</summary>
    public ReadOnlySpan<byte> Types => _types.WrittenSpan;

    public ReadOnlySpan<byte> Formats => _formats.WrittenSpan;

    public ReadOnlySpan<byte> Values => _values.WrittenSpan;

    /// <summary>
    /// The statement's text without secrets; its values are in the properties then. False when the values broke off.
    /// A <paramref name="clean"/> statement was redacted before: a replacement is not replaced again.
    /// </summary>
    public bool Read(in LogEvent e, bool clean, out ReadOnlySpan<byte> sql)
    {
        _finder.Places.Clear();
        if (!clean)
            _finder.Find(e.Sql);
        sql = e.Sql;
        if (_finder.Places.Exists(p => p.Parameter < 0))
        {
            Rewrite(e.Sql);
            sql = _sql.WrittenSpan;
        }
        return ReadValues(e.Parameters);
    }

    private void Rewrite(ReadOnlySpan<byte> text)
    {
        _sql.ResetWrittenCount();
        int from = 0;
        foreach (SecretPlace place in _finder.Places)
        {
            if (place.Parameter >= 0)
                continue;
            _sql.Write(text[from..place.Start]);
            _sql.Write("'"u8);
            WriteToken(text.Slice(place.Start, place.Length), _sql);
            _sql.Write("'"u8);
            from = place.Start + place.Length;
            Count++;
        }
        _sql.Write(text[from..]);
    }

    private bool ReadValues(ParameterList list)
    {
        _values.ResetWrittenCount();
        _types.ResetWrittenCount();
        _formats.ResetWrittenCount();
        Parameters = 0;
        ParameterReader reader = list.Read();
        while (reader.Next(out Parameter p))
        {
            int index = Parameters++;
            bool secret = _finder.Places.Exists(place => place.Parameter == index);
            BinaryPrimitives.WriteUInt32BigEndian(_types.GetSpan(4), p.TypeId);
            _types.Advance(4);
            BinaryPrimitives.WriteInt16BigEndian(_formats.GetSpan(2), secret ? (short)0 : p.Format);
            _formats.Advance(2);
            WriteValue(p, secret);
        }
        return !reader.IsBroken;
    }

    private void WriteValue(in Parameter p, bool secret)
    {
        if (p.IsNull)
        {
            BinaryPrimitives.WriteInt32BigEndian(_values.GetSpan(4), -1);
            _values.Advance(4);
            return;
        }
        if (_value.Length < p.Raw.Length + 32)
            _value = new byte[p.Raw.Length + 32];
        int length = p.CopyTo(_value);
        if (secret)
        {
            var token = new ArrayBufferWriter<byte>(32);
            WriteToken(_value.AsSpan(0, length), token);
            token.WrittenSpan.CopyTo(_value);
            length = token.WrittenCount;
            Count++;
        }
        BinaryPrimitives.WriteInt32BigEndian(_values.GetSpan(4), length);
        _values.Advance(4);
        _values.Write(_value.AsSpan(0, length));
    }

    private void WriteToken(ReadOnlySpan<byte> secret, ArrayBufferWriter<byte> output)
    {
        Span<byte> digest = stackalloc byte[32];
        HMACSHA256.HashData(key.Span, secret, digest);
        output.Write("redacted-"u8);
        Convert.TryToHexStringLower(digest[..8], output.GetSpan(16), out int written);
        output.Advance(written);
    }
}
