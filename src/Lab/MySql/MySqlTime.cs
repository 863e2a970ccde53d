namespace Seawall.Lab.MySql;

/// <summary>Reads the times of MySQL's logs to unix microseconds.</summary>
internal static class MySqlTime
{
    /// <summary>
    /// <c>2024-05-01T12:00:00.123456Z</c> or with an offset (<c>log_timestamps = SYSTEM</c>), as of 5.7; <c>240501 12:00:00</c>, <c>240501  8:00:00</c>
    /// before and in MariaDB, in the server's own zone, which no log tells: <paramref name="hasZone"/> is false then and the time taken as UTC.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long micros, out bool hasZone)
    {
        micros = 0;
        hasZone = text.Length >= 19 && text[10] == 'T';
        return hasZone ? TryIso(text, out micros) : TryShort(text, out micros);
    }

    /// <summary><c>0.000123</c> seconds, or whole ones, as microseconds; digits past the sixth are dropped.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        int at = 0;
        long whole = 0;
        while (at < text.Length && at < 12 && IsDigit(text[at]))
        {
            whole = (whole * 10) + (text[at++] - '0');
        }

        if (at == 0)
        {
            return false;
        }

        micros = (whole * 1_000_000) + (at < text.Length && text[at] == '.' ? Fraction(text[(at + 1)..], out _) : 0);
        return true;
    }

    private static bool TryIso(ReadOnlySpan<byte> text, out long micros)
    {
        if (text[4] != '-' || text[7] != '-' || !TryTwo(text, out int century) || !TryTwo(text[2..], out int year)
            || !TryAt((century * 100) + year, text[5..], text[8..], text[11..], out micros))
        {
            micros = 0;
            return false;
        }

        int at = 19;
        if (at < text.Length && text[at] == '.')
        {
            micros += Fraction(text[(at + 1)..], out int digits);
            at += digits + 1;
        }

        if (at + 6 <= text.Length && text[at] is (byte)'+' or (byte)'-' && TryTwo(text[(at + 1)..], out int hours) && TryTwo(text[(at + 4)..], out int minutes))
        {
            long offset = ((hours * 60L) + minutes) * 60_000_000;
            micros -= text[at] == '-' ? -offset : offset;
        }

        return true;
    }

    private static bool TryShort(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        return text.Length >= 15 && text[6] == ' ' && TryTwo(text, out int year) && TryAt(2000 + year, text[2..], text[4..], text[7..], out micros);
    }

    private static bool TryAt(int year, ReadOnlySpan<byte> monthText, ReadOnlySpan<byte> dayText, ReadOnlySpan<byte> clock, out long micros)
    {
        micros = 0;
        int hourTens = clock[0] == ' ' ? 0 : clock[0] - '0';
        if (!TryTwo(monthText, out int month) || !TryTwo(dayText, out int day) || month is < 1 or > 12 || year < 1 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hourTens is < 0 or > 2 || !IsDigit(clock[1]) || clock[2] != ':' || clock[5] != ':' || !TryTwo(clock[3..], out int minute) || !TryTwo(clock[6..], out int second))
        {
            return false;
        }

        long days = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerDay;
        micros = ((((((days * 24) + (hourTens * 10) + (clock[1] - '0')) * 60) + minute) * 60) + second) * 1_000_000;
        return true;
    }

    private static long Fraction(ReadOnlySpan<byte> text, out int digits)
    {
        long fraction = 0;
        long scale = 1_000_000;
        for (digits = 0; digits < text.Length && IsDigit(text[digits]); digits++)
        {
            if (scale > 1)
            {
                fraction = (fraction * 10) + (text[digits] - '0');
                scale /= 10;
            }
        }

        return fraction * scale;
    }

    private static bool TryTwo(ReadOnlySpan<byte> text, out int value)
    {
        value = text.Length < 2 || !IsDigit(text[0]) || !IsDigit(text[1]) ? -1 : ((text[0] - '0') * 10) + (text[1] - '0');
        return value >= 0;
    }

    private static bool IsDigit(byte b) => (uint)(b - '0') <= 9;
}
