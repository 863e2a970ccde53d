using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Seawall.Control.Operators;

/// <summary>The site's list of persons with their levels and tokens. While it is empty, whoever may read the site's secret may do all.</summary>
public sealed class OperatorBook
{
    private const string Prefix = "swo_";
    private readonly OperatorFile _file;
    private readonly Lock _turn = new();
    private volatile ImmutableSortedDictionary<string, KnownOperator> _all;

    public OperatorBook(ControlOptions options)
    {
        _file = new OperatorFile(Path.Combine(options.Data.FullName, "operators.db"));
        _all = _file.Load().ToImmutableSortedDictionary(known => known.Name, known => known, StringComparer.Ordinal);
    }

    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, KnownOperator> All => _all;

    /// <summary>A fresh token: 32 random bytes, told once to its owner.</summary>
    public static string NewToken() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Whose token this is; null for nobody's. The hash is looked for, not the token, so that the time it takes tells nothing of use.</summary>
    public Person? Find(string token)
    {
        if (!token.StartsWith(Prefix, StringComparison.Ordinal) || token.Length > 64)
            return null;
        var hash = HashOf(token);
        return _all.Values.FirstOrDefault(known => known.TokenHash == hash) is { } found ? new Person(found.Name, found.Level, IsOwn: true) : null;
    }

    /// <summary>A person as the list has it now: its level holds over what was vouched; who signed in with an own token and left the list is nobody.</summary>
    public Person? Today(Person person) =>
        _all.TryGetValue(person.Name, out var known) ? person with { Level = person.IsOwn || known.Level < person.Level ? known.Level : person.Level }
        : person.IsOwn ? null
        : person;

    /// <summary>Adds a person or replaces what was known of it. Throws <see cref="IOException"/> when it can't be kept.</summary>
    public void Put(KnownOperator known)
    {
        lock (_turn)
        {
            _file.Put(known);
            _all = _all.SetItem(known.Name, known);
        }
    }

    /// <summary>False when there is no such person.</summary>
    public bool Remove(string name)
    {
        lock (_turn)
        {
            if (!_all.ContainsKey(name))
                return false;
            _file.Remove(name);
            _all = _all.Remove(name);
            return true;
        }
    }
}
