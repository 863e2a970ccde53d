namespace Seawall.Postgres.Capture;

/// <summary>
/// Writes captured statements: into a span for callers that own their buffers, or to a stream. Without masking nothing is allocated; with it
/// texts and values pass through one reused buffer. Belongs to one thread.
/// </summary>
public sealed class CaptureWriter(Masking? masking = null)
{
    private readonly Masking? _masking = masking;
    private byte[] _masked = [];

    /// <summary>Writes the head of a file.</summary>
    public static void WriteHeader(Stream output, CaptureHeader header) => output.Write(header.ToBytes());

    /// <summary>A size that surely suffices for <see cref="TryFormat"/>.</summary>
    public int MaxSize(in CaptureEvent e) => CaptureFormat.PrefixSize + CaptureFormat.MaxPayloadSize(e) + (_masking is null ? 0 : MaskedRoom(e));

    /// <summary>Writes one record; false, and nothing written, if it does not fit.</summary>
    public bool TryFormat(Span<byte> destination, in CaptureEvent e, out int written)
    {
        if (_masking is null)
            return CaptureFormat.TryWrite(destination, e, out written);
        int room = MaskedRoom(e);
        if (_masked.Length < room)
            _masked = new byte[Math.Max(room, 2 * _masked.Length)];
        CaptureEvent masked = e;
        if (e.Sql.Length > Masking.MaxSql)
            masked.Cut = true;
        int sql = _masking.MaskSql(e.Sql[..Math.Min(e.Sql.Length, Masking.MaxSql)], _masked, e.BackslashStrings);
        masked.Sql = _masked.AsSpan(0, sql);
        int values = _masking.MaskValues(new CaptureParameterCursor(e.ParameterCount, e.ParameterTypes, e.ParameterFormats, e.ParameterValues), _masked.AsSpan(sql));
        masked.ParameterValues = _masked.AsSpan(sql, values);
        masked.ParameterFormats = default;
        return CaptureFormat.TryWrite(destination, masked, out written);
    }

    private static int MaskedRoom(in CaptureEvent e) =>
        Masking.MaskedSqlSize(Math.Min(e.Sql.Length, Masking.MaxSql)) + Masking.MaskedValueSize * Math.Max(0, e.ParameterCount);
}
