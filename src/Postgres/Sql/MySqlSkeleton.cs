using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Seawall.Postgres.Sql;

/// <summary>
/// A 64-bit key of a text's tokens with its constants left out: texts of the same key have the same analysis. What MySQL logs has its values in the text,
/// so that hardly any text comes twice, but few skeletons do not; cutting tokens costs a third of an analysis.
/// </summary>
public static class MySqlSkeleton
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15UL;

    // 2^64 divided by the square root of two, made odd: another one than the multiplier.
    private const ulong Seed = 0xB504F333F9DE6485UL;

    /// <summary>The key; comments count whole, since they may tell the role.</summary>
    public static ulong Of(ReadOnlySpan<byte> sql, SqlDialect dialect)
    {
        var lexer = new MySqlLexer(sql, dialect);
        ulong key = Seed;
        while (lexer.Next(out SqlToken token))
        {
            // A number takes the sign before it along, other constants do not.
            key = token.Kind == SqlTokenKind.Number ? Mix(key, ~Seed)
                : token.Kind is SqlTokenKind.String or SqlTokenKind.BitString or SqlTokenKind.Parameter ? Mix(key, Seed)
                : Mix(key, Bytes(sql, token.Start, token.Length) + ((ulong)token.Kind << 56));
        }

        return lexer.Unterminated ? Mix(key, Multiplier) : key;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong key, ulong value)
    {
        ulong high = Math.BigMul(key ^ value, Multiplier, out ulong low);
        return BitOperations.RotateLeft(key, 29) + (high ^ low);
    }

    // Up to seven bytes as they are, longer ones mixed, with the length.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bytes(ReadOnlySpan<byte> sql, int start, int length)
    {
        ref byte text = ref Unsafe.Add(ref MemoryMarshal.GetReference(sql), start);
        if (length == 1)
            return text;
        ulong value = (ulong)length;
        while (length >= 8)
        {
            value = Mix(value, Unsafe.ReadUnaligned<ulong>(ref text));
            text = ref Unsafe.Add(ref text, 8);
            length -= 8;
        }

        ulong rest = 0;
        if ((length & 4) != 0)
        {
            rest = Unsafe.ReadUnaligned<uint>(ref text);
            text = ref Unsafe.Add(ref text, 4);
        }

        if ((length & 2) != 0)
        {
            rest = (rest << 16) | Unsafe.ReadUnaligned<ushort>(ref text);
            text = ref Unsafe.Add(ref text, 2);
        }

        return Mix(value, (length & 1) != 0 ? (rest << 8) | text : rest);
    }
}
