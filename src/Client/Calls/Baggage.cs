using System.Text;
using Seawall.Client.Config.Push;
using Seawall.Client.Dependencies;

namespace Seawall.Client.Calls;

/// <summary>Reads and writes the members of a W3C <c>baggage</c> header that carry role, caller, mark, running feature and the digest of switches between services; members of others pass through as they are.</summary>
/// <remarks>
/// Source: W3C Baggage, https://www.w3.org/TR/baggage/: at most 64 members and 8,192 bytes; spaces around a member, its key and its value mean nothing.
/// Our values outside <c>[a-z0-9._-]{1,32}</c> are dropped, because they end up in SQL comments and metrics.
/// </remarks>
public static class Baggage
{
    /// <summary>The header's name.</summary>
    public const string Header = "baggage";

    /// <summary>How the keys of our members begin.</summary>
    public const string Prefix = "seawall.";

    private const string RoleKey = "seawall.role";
    private const string CallerKey = "seawall.caller";
    private const string MarkKey = "seawall.mark";
    private const string SwitchesKey = "seawall.switches";
    private const int DigestDigits = 16;
    private const string FeatureKey = "seawall.feature";
    private const int LongestValue = 32;
    private const int MostMembers = 64;
    private const int MostBytes = 8192;

    /// <summary>The header for a call made by <paramref name="caller"/> on behalf of <paramref name="context"/>: our members first, then others' while the limits hold.</summary>
    /// <param name="others">Further members of others, each <c>key=value</c>; a key that the context's already have is not written twice.</param>
    public static string Write(CallContext context, string caller, IEnumerable<string>? others = null)
    {
        var text = new StringBuilder(128);
        var members = 0;
        if (context.Role.Length > 0)
            Add($"{RoleKey}={context.Role}");
        Add($"{CallerKey}={caller}");
        if (context.Mark is { } mark)
            Add($"{MarkKey}={mark}");
        if (context.Pinned is { } states)
            Add($"{SwitchesKey}={states.Name}");
        if (context.Feature.Length > 0)
            Add($"{FeatureKey}={context.Feature}");
        if (context.Foreign is null && others is null)
            return text.ToString();

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in (context.Foreign?.Split(',') ?? []).Concat(others ?? []))
        {
            var key = KeyOf(member);
            if (key.Length > 0 && !IsOurs(key) && seen.Add(key.ToString()) && members < MostMembers && text.Length + 1 + Encoding.UTF8.GetByteCount(member) <= MostBytes)
                Add(member.Trim());
        }
        return text.ToString();

        void Add(string member)
        {
            if (members++ > 0)
                text.Append(',');
            text.Append(member);
        }
    }

    /// <summary>The context that a header claims; malformed values are ignored.</summary>
    public static CallContext Read(string? header) => TryRead(header, out var context) ? context : context with { Mark = null };

    /// <summary>The same; false when it claims a mark that is none, so that rehearsal load whose mark got hurt is not taken for real.</summary>
    public static bool TryRead(string? header, out CallContext context)
    {
        var (role, caller, feature) = ("", "", "");
        string? mark = null;
        ulong? switches = null;
        StringBuilder? foreign = null;
        var isSound = true;
        foreach (var range in header.AsSpan().Split(','))
        {
            var member = header.AsSpan()[range];
            var key = KeyOf(member);
            if (!IsOurs(key))
            {
                if (!key.IsEmpty)
                    (foreign is null ? foreign = new StringBuilder() : foreign.Append(',')).Append(member.Trim());
                continue;
            }
            var value = ValueOf(member);
            if (key is MarkKey)
                isSound &= Mark.IsId(value) && (mark is null || value.SequenceEqual(mark));
            if (!IsPlain(value))
                continue;
            switch (key)
            {
                case RoleKey:
                    role = RoleRegistry.Text(value);
                    break;
                case CallerKey:
                    caller = RoleRegistry.Text(value);
                    break;
                case MarkKey:
                    mark = value.ToString();
                    break;
                case SwitchesKey when value.Length == DigestDigits && ConfigWire.TryHex(value, out var digest):
                    switches = digest;
                    break;
                case FeatureKey:
                    feature = FeatureNames.Text(value);
                    break;
            }
        }
        context = new CallContext { Role = role, Caller = caller, Mark = mark, Feature = feature, ClaimedSwitches = switches, Foreign = foreign?.ToString() };
        return isSound;
    }

    /// <summary>Whether a key is one of ours, registered or not.</summary>
    public static bool IsOurs(ReadOnlySpan<char> key) => key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

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

    private static ReadOnlySpan<char> KeyOf(ReadOnlySpan<char> member)
    {
        var equals = member.IndexOf('=');
        return equals < 0 ? [] : member[..equals].Trim();
    }

    // What follows a semicolon are properties.
    private static ReadOnlySpan<char> ValueOf(ReadOnlySpan<char> member)
    {
        var value = member[(member.IndexOf('=') + 1)..];
        var end = value.IndexOf(';');
        return (end < 0 ? value : value[..end]).Trim();
    }
}
