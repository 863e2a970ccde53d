using System.Numerics;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Interception.Estimates;

/// <summary>
/// Which statements of a fingerprint share one estimate: those whose literals are of the same orders of magnitude, which is the number of digits of a number and the length of a
/// string to the next power of two, literal by literal. Bound values play no part: a prepared text is estimated by its generic plan.
/// </summary>
internal static class ParameterClass
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    public static ulong Of(ReadOnlySpan<byte> sql)
    {
        var magnitude = Prime;
        var lexer = new SqlLexer(sql);
        while (lexer.Next(out var token))
        {
            var order = token.Kind switch
            {
                SqlTokenKind.Number => 1 + Digits(sql.Slice(token.Start, token.Length)),
                SqlTokenKind.String or SqlTokenKind.BitString => 1_000 + BitOperations.Log2((uint)token.Length),
                _ => 0,
            };
            if (order > 0)
                magnitude = BitOperations.RotateLeft(magnitude ^ (ulong)order, 23) * Prime;
        }
        return magnitude;
    }

    // 250.75 has three.
    private static int Digits(ReadOnlySpan<byte> number)
    {
        var end = number.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return (end < 0 ? number : number[..end]).TrimStart((byte)'0').Length;
    }
}
