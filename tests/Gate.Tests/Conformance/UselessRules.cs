using System.Globalization;
using Seawall.Client.Config;

namespace Seawall.Gate.Tests.Conformance;

/// <summary>Rules of every kind that match no statement of the corpus.</summary>
internal static class UselessRules
{
    private const int Count = 100;

    private static readonly string[] _matches =
    [
        """{"business":["nobody"]}""", """{"fingerprint":["00000000000000ff"]}""", """{"table":["nowhere.nothing"]}""", """{"login":["nobody"]}""", """{"database":["nowhere"]}""",
        """{"kind":["select"],"business":["nobody"],"shape":{"noWhere":true}}""", """{"table":["nowhere.nothing"],"shape":{"leadingWildcard":true,"joinsAtLeast":3}}""",
    ];

    private static readonly string[] _acts =
    [
        """{"kind":"refuse","sqlstate":"57014","message":"never"}""", """{"kind":"cap","concurrency":1,"waiting":1,"timeoutMs":5}""", """{"kind":"rate","perSecond":1,"burst":1}""",
        """{"kind":"cancel","afterMs":1}""", """{"kind":"tag","tag":"never"}""",
    ];

    public static IEnumerable<ConfigEntry> Entries() => Enumerable.Range(0, Count).Select(i => new ConfigEntry(
        string.Create(CultureInfo.InvariantCulture, $"rule/useless-{i:000}"),
        $$"""{"what":"matches nothing","mode":"enforce","order":{{i}},"match":{{_matches[i % _matches.Length]}},"act":{{_acts[i % _acts.Length]}}}""",
        1));
}
