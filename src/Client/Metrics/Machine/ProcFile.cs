using System.Buffers.Text;
using System.Text;

namespace Seawall.Client.Metrics.Machine;

/// <summary>Small files of Linux's <c>/proc</c>, as <c>proc(5)</c> describes them; null where there are none or they are closed to this user.</summary>
internal static class ProcFile
{
    public static string? Text(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            Span<byte> bytes = stackalloc byte[8192];
            var read = RandomAccess.Read(file, bytes, 0);
            return Encoding.ASCII.GetString(bytes[..read]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The number after <paramref name="key"/> at the beginning of a line; 0 when there is none.</summary>
    public static long Number(ReadOnlySpan<char> text, string key)
    {
        foreach (var line in text.EnumerateLines())
        {
            if (line.StartsWith(key, StringComparison.Ordinal))
                return Number(line[key.Length..].TrimStart());
        }
        return 0;
    }

    /// <summary>The digits that a text begins with; 0 when there are none.</summary>
    public static long Number(ReadOnlySpan<char> text)
    {
        Span<byte> digits = stackalloc byte[20];
        var length = 0;
        while (length < text.Length && length < digits.Length && char.IsAsciiDigit(text[length]))
        {
            digits[length] = (byte)text[length];
            length++;
        }
        return Utf8Parser.TryParse(digits[..length], out long value, out _) ? value : 0;
    }
}
