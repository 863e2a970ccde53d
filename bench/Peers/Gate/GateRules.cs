using System.Globalization;

namespace Seawall.Peers.Gate;

/// <summary>A hundred rules as real sets look, none of which decides about a statement of pgbench.</summary>
internal static class GateRules
{
    /// <summary>What the clients' application name makes their business.</summary>
    private const string Clients = "pgbench";

    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>();

    public static IReadOnlyDictionary<string, string> Hundred { get; } = Enumerable.Range(0, 100).ToDictionary(
        number => string.Create(CultureInfo.InvariantCulture, $"rule/r{number:000}"),
        number => string.Create(CultureInfo.InvariantCulture, $$"""{"mode":"{{(number % 7 == 0 ? "warn" : "enforce")}}","order":{{number}},"match":{{Match(number)}},"act":{{Act(number)}}}"""));

    // Some name others' businesses, some this one's but another table, kind or shape, some a fingerprint, some everybody at tables nobody here touches.
    private static string Match(int number) => FormattableString.Invariant((number % 10) switch
    {
        0 or 1 or 2 => $$"""{"business":["batch","reports{{number}}"],"table":["trade.orders"]}""",
        3 or 4 => $$"""{"business":["{{Clients}}"],"table":["trade.t{{number}}","shops.*"]}""",
        5 => $$"""{"business":["{{Clients}}"],"kind":["delete","update"],"shape":{"noWhere":true} }""",
        6 => $$"""{"business":["{{Clients}}"],"shape":{"joinsAtLeast":{{number % 5 + 1}} } }""",
        7 => $$"""{"fingerprint":["{{0x1234567890abcd00 + (ulong)number:x16}}"]}""",
        8 => $$"""{"table":["reviews.t{{number}}","groupbuy.t{{number}}"]}""",
        _ => $$"""{"role":["batch"],"business":["!trade","!catalog"],"kind":["select"],"shape":{"noLimit":true} }""",
    });

    private static string Act(int number) => (number % 5) switch
    {
        0 => """{"kind":"refuse","hint":"run it after 23:00"}""",
        1 => """{"kind":"queue","concurrency":2,"waiting":10,"timeoutMs":500}""",
        2 => """{"kind":"rate","perSecond":20}""",
        3 => """{"kind":"cancel","afterMs":2000}""",
        _ => """{"kind":"cap","concurrency":4}""",
    };
}
