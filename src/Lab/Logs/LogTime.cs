using System.Runtime.CompilerServices;

namespace Seawall.Lab.Logs;

/// <summary>Reads <c>2026-11-11 00:00:00.123 UTC</c> to unix microseconds; remembers the last date, since neighbours share it, and mostly the second too.</summary>
internal sealed class LogTime
{
    /// <summary>Bytes that <see cref="Opens"/> looks at.</summary>
    public const int OpeningLength = 20;

    private const long MicrosPerDay = 86_400_000_000;

    private readonly byte[] _date = new byte[10];
    private readonly byte[] _second = new byte[19];
    private long _dateMicros;
    private long _secondMicros;

    /// <summary>True when <paramref name="line"/> opens as every csvlog record does: date, time, milliseconds.</summary>
    public static bool Opens(ReadOnlySpan<byte> line) =>
        line.Length >= OpeningLength && line[4] == '-' && line[7] == '-' && line[10] == ' ' && line[13] == ':' && line[16] == ':'
        && IsDigit(line[0]) && IsDigit(line[3]) && IsDigit(line[5]) && IsDigit(line[9]) && IsDigit(line[11]) && IsDigit(line[18]);

    /// <summary>Parses the time as written; <paramref name="zone"/> is what follows it (UTC, CET, +08…).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryParse(ReadOnlySpan<byte> text, out long localMicros, out ReadOnlySpan<byte> zone)
    {
        localMicros = 0;
        zone = default;
        if (text.Length < 19 || (!text[..19].SequenceEqual(_second) && !TrySecond(text[..19])))
        {
            return false;
        }

        int at = 19;
        int fraction = 0;
        int scale = 1_000_000;
        if (at < text.Length && text[at] == '.')
        {
            for (at++; at < text.Length && IsDigit(text[at]); at++)
            {
                if (scale > 1)
                {
                    fraction = (fraction * 10) + (text[at] - '0');
                    scale /= 10;
                }
            }
        }

        localMicros = _secondMicros + ((long)fraction * scale);
        zone = at < text.Length && text[at] == ' ' ? text[(at + 1)..] : default;
        return true;
    }

    /// <summary>Offset of a zone written as UTC, GMT or a number; other abbreviations mean different things in different places.</summary>
    public static bool TryOffset(ReadOnlySpan<byte> zone, out long micros)
    {
        micros = 0;
        if (zone.IsEmpty || zone.SequenceEqual("UTC"u8) || zone.SequenceEqual("GMT"u8))
        {
            return true;
        }

        if (zone.Length < 3 || zone[0] is not ((byte)'+' or (byte)'-') || !TryTwo(zone[1..], out int hours))
        {
            return false;
        }

        int minutes = 0;
        if (zone.Length >= 6 && !TryTwo(zone[4..], out minutes))
        {
            return false;
        }

        micros = ((hours * 60L) + minutes) * 60_000_000 * (zone[0] == '-' ? -1 : 1);
        return true;
    }

    private bool TrySecond(ReadOnlySpan<byte> text)
    {
        if (text[4] != '-' || text[10] != ' ' || !TryDate(text[..10]) || !TryTwo(text[11..], out int hour) || !TryTwo(text[14..], out int minute) || !TryTwo(text[17..], out int second))
        {
            return false;
        }

        _secondMicros = _dateMicros + ((((hour * 60L) + minute) * 60 + second) * 1_000_000);
        text.CopyTo(_second);
        return true;
    }

    private bool TryDate(ReadOnlySpan<byte> date)
    {
        if (date.SequenceEqual(_date))
        {
            return true;
        }

        if (!TryTwo(date, out int century) || !TryTwo(date[2..], out int year) || !TryTwo(date[5..], out int month) || !TryTwo(date[8..], out int day)
            || month is < 1 or > 12 || day is < 1 or > 31)
        {
            return false;
        }

        // Days since 1970-01-01 of the proleptic Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
        int y = (century * 100) + year - (month <= 2 ? 1 : 0);
        int era = y / 400;
        int ofEra = y - (era * 400);
        int ofYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        long days = (era * 146_097L) + (ofEra * 365) + (ofEra / 4) - (ofEra / 100) + ofYear - 719_468;
        _dateMicros = days * MicrosPerDay;
        date.CopyTo(_date);
        return true;
    }

    private static bool TryTwo(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (text.Length < 2 || !IsDigit(text[0]) || !IsDigit(text[1]))
        {
            return false;
        }

        value = ((text[0] - '0') * 10) + (text[1] - '0');
        return true;
    }

    private static bool IsDigit(byte b) => (uint)(b - '0') <= 9;
}
