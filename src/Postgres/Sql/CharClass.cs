using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Seawall.Postgres.Sql;

/// <summary>What a byte may begin, and where a word ends (PostgreSQL, src/backend/parser/scan.l).</summary>
internal static class CharClass
{
    public const byte Other = 0, Space = 1, Letter = 2, Digit = 3, Quote = 4, DoubleQuote = 5, Dollar = 6, Operator = 7, Punctuation = 8,
        Dot = 9, Colon = 10, PrefixLetter = 11;

    private static readonly byte[] s_classes = Build();
    private static readonly SqlTokenKind[] s_punctuation = BuildPunctuation();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Of(byte c) => s_classes[c];

    public static SqlTokenKind PunctuationKind(byte c) => s_punctuation[c];

    public static bool IsSpace(byte c) => c == ' ' || c is >= 9 and <= 13;

    public static bool IsDigit(byte c) => (uint)(c - '0') <= 9;

    public static bool IsWordStart(byte c) => s_classes[c] is Letter or PrefixLetter;

    public static bool IsWordPart(byte c) => s_classes[c] is Letter or PrefixLetter or Digit or Dollar;

    /// <summary>Bit i is set when byte i of the block does not continue a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint WordStops(Vector128<byte> block)
    {
        Vector128<byte> letters = Vector128.LessThan((block | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'), Vector128.Create((byte)26));
        Vector128<byte> digits = Vector128.LessThan(block - Vector128.Create((byte)'0'), Vector128.Create((byte)10));
        Vector128<byte> signs = Vector128.Equals(block, Vector128.Create((byte)'_')) | Vector128.Equals(block, Vector128.Create((byte)'$'));
        return ~(letters | digits | signs | block).ExtractMostSignificantBits() & 0xFFFF;
    }

    /// <summary>The first offset from `at` on that does not continue a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WordEnd(ReadOnlySpan<byte> sql, int at)
    {
        ref byte start = ref MemoryMarshal.GetReference(sql);
        while (at <= sql.Length - Vector128<byte>.Count)
        {
            uint stops = WordStops(Vector128.LoadUnsafe(ref start, (nuint)at));
            if (stops != 0)
                return at + System.Numerics.BitOperations.TrailingZeroCount(stops);
            at += Vector128<byte>.Count;
        }

        while (at < sql.Length && IsWordPart(sql[at]))
            at++;
        return at;
    }

    /// <summary>Behind the run of blanks at `at`, sixteen a step: texts written by people are indented.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BlankEnd(ReadOnlySpan<byte> sql, int at)
    {
        while (at <= sql.Length - Vector128<byte>.Count && sql[at] == ' ')
        {
            Vector128<byte> block = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(sql), (nuint)at);
            uint stops = ~Vector128.Equals(block, Vector128.Create((byte)' ')).ExtractMostSignificantBits() & 0xFFFF;
            if (stops != 0)
                return at + System.Numerics.BitOperations.TrailingZeroCount(stops);
            at += Vector128<byte>.Count;
        }

        return at;
    }

    private static SqlTokenKind[] BuildPunctuation()
    {
        var kinds = new SqlTokenKind[256];
        kinds['('] = SqlTokenKind.LeftParen;
        kinds[')'] = SqlTokenKind.RightParen;
        kinds['['] = SqlTokenKind.LeftBracket;
        kinds[']'] = SqlTokenKind.RightBracket;
        kinds[','] = SqlTokenKind.Comma;
        kinds[';'] = SqlTokenKind.Semicolon;
        return kinds;
    }

    private static byte[] Build()
    {
        var classes = new byte[256];
        for (int c = 'a'; c <= 'z'; c++)
            classes[c] = classes[c - 32] = Letter;
        for (int c = 128; c < 256; c++)
            classes[c] = Letter;
        for (int c = '0'; c <= '9'; c++)
            classes[c] = Digit;
        classes['_'] = Letter;
        foreach (char c in "bBeEnNuUxX")
            classes[c] = PrefixLetter;
        foreach (char c in " \t\n\r\f\v")
            classes[c] = Space;
        foreach (char c in "~!@#^&|`?+-*/%<>=")
            classes[c] = Operator;
        foreach (char c in "()[],;")
            classes[c] = Punctuation;
        classes['\''] = Quote;
        classes['"'] = DoubleQuote;
        classes['$'] = Dollar;
        classes['.'] = Dot;
        classes[':'] = Colon;
        return classes;
    }
}
