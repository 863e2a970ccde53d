namespace Seawall.Gate.Tests.Conformance;

/// <summary>Values of every type: as they are, in arrays, in rows, as NULL, compared, as text, and what is none.</summary>
internal static class TypeStatements
{
    private static readonly (string Type, string[] Values)[] _types =
    [
        ("bool", ["t", "false"]), ("int2", ["-32768", "7"]), ("int4", ["2147483647", "-1"]), ("int8", ["-9223372036854775808", "0"]), ("numeric", ["123456789012345678901234567890.123456789", "NaN", "-Infinity"]),
        ("numeric(6,2)", ["1234.567", "0.005"]), ("float4", ["1.5", "-inf", "1e-30"]), ("float8", ["0.1", "NaN", "1e300"]), ("money", ["12.34"]), ("oid", ["4294967295"]),
        ("text", ["", "a'b\"c\\d", "naïve 数据 🐘"]), ("varchar(3)", ["abc"]), ("char(5)", ["ab"]), ("\"char\"", ["x"]), ("name", ["a name"]), ("bytea", ["\\x00ff10", "\\x", "abc\\000d"]),
        ("date", ["2026-11-11", "infinity", "0044-03-15 BC"]), ("time", ["23:59:59.999999", "24:00"]), ("timetz", ["12:34:56+08"]), ("timestamp", ["2026-11-11 00:00:00.000001", "-infinity"]),
        ("timestamptz", ["2026-11-11 00:00+08", "infinity"]), ("timestamp(0)", ["2026-11-11 00:00:00.6"]), ("interval", ["1 year 2 mons -3 days 04:05:06.7", "-1 s", "P1Y2M"]), ("interval day to second", ["1 2:03:04"]),
        ("uuid", ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]), ("json", ["{\"a\": [1, null, \"x\"]}", "null"]), ("jsonb", ["{\"b\": 2, \"a\": {\"c\": []}}", "[1.50, true]"]), ("jsonpath", ["$.a[*] ? (@ > 1)"]),
        ("xml", ["<a b=\"1\">x</a>"]), ("inet", ["192.168.0.1/24", "::1"]), ("cidr", ["10.0.0.0/8"]), ("macaddr", ["08:00:2b:01:02:03"]), ("macaddr8", ["08:00:2b:01:02:03:04:05"]),
        ("bit(3)", ["101"]), ("varbit", ["10110"]), ("point", ["(1,2.5)"]), ("line", ["{1,2,3}"]), ("lseg", ["[(0,0),(1,1)]"]), ("box", ["(1,1),(0,0)"]), ("path", ["[(0,0),(1,1),(2,0)]"]), ("polygon", ["((0,0),(1,1),(2,0))"]),
        ("circle", ["<(0,0),2>"]), ("int4range", ["[1,5)", "empty"]), ("numrange", ["(,1.5]"]), ("tsrange", ["[2026-01-01,2026-02-01)"]), ("daterange", ["[2026-01-01,2026-01-31]"]), ("int8range", ["(1,)"]),
        ("int4multirange", ["{[1,3),[5,7)}"]), ("tsvector", ["'fat':2 'rat':3A"]), ("tsquery", ["fat & (rat | cat)"]), ("pg_lsn", ["16/B374D848"]), ("txid_snapshot", ["10:20:10,14"]), ("xid", ["42"]),
        ("tid", ["(3,4)"]), ("regclass", ["pg_class"]), ("regtype", ["integer"]), ("regproc", ["now"]), ("mood", ["ok"]), ("pair", ["(1,\"x y\")", "(,)"]), ("positive", ["7"]), ("short_text", ["abc"]), ("span", ["[1.5,2]"]),
    ];

    public static IEnumerable<Statement> All => _types.SelectMany(Of);

    private static IEnumerable<Statement> Of((string Type, string[] Values) one)
    {
        string type = one.Type;
        foreach (string value in one.Values)
        {
            string literal = $"'{value.Replace("'", "''", StringComparison.Ordinal)}'::{type}";
            yield return $"select {literal}";
            yield return $"select array[{literal}, null, {literal}] as a";
            yield return $"select row({literal}, 1), {literal}::text, pg_typeof({literal})";
            yield return $"select {literal} from generate_series(1, 3)";
            yield return $"select to_json({literal}), quote_nullable({literal}::text)";
            yield return $"select count(*), count(v), array_agg(v) from (values ({literal}), (null)) x(v)";
        }
        yield return $"select null::{type}, array[null]::{Elements(type)}[], '{{}}'::{Elements(type)}[]";
        yield return $"select '!! none of it'::{type}";
        yield return $"select cast('{one.Values[0].Replace("'", "''", StringComparison.Ordinal)}' as {type}) = cast('{one.Values[^1].Replace("'", "''", StringComparison.Ordinal)}' as {type}) as same";
        yield return $"create temp table typed (v {type}); insert into typed values ('{one.Values[0].Replace("'", "''", StringComparison.Ordinal)}') returning v";
        yield return $"select 1::{type}";
    }

    private static string Elements(string type) => type;
}
