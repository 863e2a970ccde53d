namespace Seawall.Client.Calls;

/// <summary>Reads and writes the members of a W3C <c>baggage</c> header that carry role, caller and mark between services.</summary>
/// <remarks>Source: W3C Baggage, https://www.w3.org/TR/baggage/. Values outside <c>[a-z0-9._-]{1,32}</c> are dropped, because they end up in SQL comments and metrics.</remarks>
public static class Baggage
{
    /// <summary>The header's name.</summary>
    public const string Header = "baggage";

    private const string RoleKey = "seawall.role";
    private const string CallerKey = "seawall.caller";
    private const string MarkKey = "seawall.mark";
    private const int LongestValue = 32;

    /// <summary>The header for a call made by <paramref name="caller"/> on behalf of <paramref name="context"/>.</summary>
    public static string Write(CallContext context, string caller)
    {
        var text = $"{CallerKey}={caller}";
        if (context.Role.Length > 0)
            text = $"{RoleKey}={context.Role},{text}";
        return context.Mark is { } mark ? $"{text},{MarkKey}={mark}" : text;
    }

    /// <summary>The context that a header claims; unknown members and malformed values are ignored.</summary>
    public static CallContext Read(string? header)
    {
        var (role, caller) = ("", "");
        string? mark = null;
        foreach (var range in header.AsSpan().Split(','))
        {
            var member = header.AsSpan()[range];
            var end = member.IndexOf(';');
            if (end >= 0)
                member = member[..end];
            var equals = member.IndexOf('=');
            if (equals < 0)
                continue;
            var value = member[(equals + 1)..].Trim();
            if (!IsPlain(value))
                continue;
            switch (member[..equals].Trim())
            {
                case RoleKey:
                    role = value.ToString();
                    break;
                case CallerKey:
                    caller = value.ToString();
                    break;
                case MarkKey:
                    mark = value.ToString();
                    break;
            }
        }
        return new CallContext { Role = role, Caller = caller, Mark = mark };
    }

    internal static bool IsPlain(ReadOnlySpan<char> value)
    {
        if (value.Length is 0 or > LongestValue)
            return false;
        foreach (var c in value)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '_' or '-'))
                return false;
        }
        return true;
    }
}
