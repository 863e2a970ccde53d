using System.Runtime.CompilerServices;

namespace Seawall.Lab.Logs;

/// <summary>The form of each escape that has one: how many bytes of a line it takes.</summary>
internal static class PrefixValues
{
    /// <summary>Length of the value at the front, 0 where the server may write none, -1 when it does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Length(char escape, ReadOnlySpan<byte> text) => escape switch
    {
        'p' or 'x' or 'l' => Some(Digits(text)),
        'P' => Digits(text),
        'Q' => text.StartsWith("-"u8) ? Plus(1, Some(Digits(text[1..]))) : Some(Digits(text)),
        'm' => Time(text, millis: true),
        't' or 's' => Time(text, millis: false),
        'n' => Pair(text, (byte)'.', hex: false),
        'c' => Pair(text, (byte)'.', hex: true),
        'v' => text.StartsWith("-"u8) ? Math.Max(0, Plus(1, Pair(text[1..], (byte)'/', hex: false))) : Math.Max(0, Pair(text, (byte)'/', hex: false)),
        'e' => State(text) ? 5 : -1,
        _ => -1,
    };

    /// <summary>Five digits or capitals.</summary>
    public static bool State(ReadOnlySpan<byte> text)
    {
        if (text.Length < 5)
        {
            return false;
        }

        foreach (byte b in text[..5])
        {
            if (!char.IsAsciiDigit((char)b) && !char.IsAsciiLetterUpper((char)b))
            {
                return false;
            }
        }

        return true;
    }

    private static int Some(int length) => length > 0 ? length : -1;

    private static int Plus(int before, int length) => length < 0 ? -1 : before + length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digits(ReadOnlySpan<byte> text)
    {
        // Numbers here are short: a vector costs more than it saves.
        int length = 0;
        while ((uint)length < (uint)text.Length && (uint)(text[length] - '0') <= 9)
        {
            length++;
        }

        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hex(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while ((uint)length < (uint)text.Length && ((uint)(text[length] - '0') <= 9 || (uint)(text[length] - 'a') <= 5))
        {
            length++;
        }

        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Pair(ReadOnlySpan<byte> text, byte separator, bool hex)
    {
        int first = hex ? Hex(text) : Digits(text);
        if (first == 0 || first >= text.Length || text[first] != separator)
        {
            return -1;
        }

        int second = hex ? Hex(text[(first + 1)..]) : Digits(text[(first + 1)..]);
        return second == 0 ? -1 : first + 1 + second;
    }

    /// <summary><c>2026-11-11 00:00:00[.123] UTC</c>; the zone is letters, or a sign and digits.</summary>
    private static int Time(ReadOnlySpan<byte> text, bool millis)
    {
        int at = millis ? 23 : 19;
        if (!LogTime.Opens(text) || text.Length < at + 2 || (millis && (text[19] != '.' || Digits(text[20..23]) != 3)) || text[at] != ' ')
        {
            return -1;
        }

        at++;
        int zone = text[at] is (byte)'+' or (byte)'-' ? Plus(1, Some(Digits(text[(at + 1)..]))) : Some(Letters(text[at..]));
        return Plus(at, zone);
    }

    private static int Letters(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && char.IsAsciiLetter((char)text[length]))
        {
            length++;
        }

        return length;
    }
}
