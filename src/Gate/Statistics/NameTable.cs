using System.IO.Hashing;
using System.Text;

namespace Seawall.Gate.Statistics;

/// <summary>The names one ledger has met; what comes after the 4,096th is <see cref="Other"/>, so a hostile client can't fill memory.</summary>
internal sealed class NameTable
{
    /// <summary>Numbers of names are below this.</summary>
    public const int Most = 4096;

    private const int Longest = 63;
    private readonly Dictionary<ulong, Name> _byHash = [];

    public NameTable()
    {
        None = Of(""u8);
        Other = Of("other"u8);
    }

    public Name None { get; }

    public Name Other { get; }

    public Name Of(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8[..Math.Min(utf8.Length, Longest)];
        ulong hash = XxHash3.HashToUInt64(utf8);
        if (_byHash.TryGetValue(hash, out Name? name))
            return name;
        if (_byHash.Count >= Most)
            return Other;
        name = new Name(_byHash.Count, utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        _byHash.Add(hash, name);
        return name;
    }

    public Name Of(string text) => Of(Encoding.UTF8.GetBytes(text));
}
