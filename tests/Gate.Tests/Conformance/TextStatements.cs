namespace Seawall.Gate.Tests.Conformance;

/// <summary>Quoting of every kind, comments, tags of sqlcommenter, Unicode, and texts and results of every size.</summary>
internal static class TextStatements
{
    private static readonly string[] _quoted =
    [
        "''", "'it''s'", "'a\nb'", "'a'\n'b'", "E'\\n\\t\\\\\\''", "E'\\x41\\101\\u0041\\U00000041'", "e'it''s'", "U&'\\0041\\+000041'", "U&'d!0061t!+000061' uescape '!'", "B'101'", "X'1F'", "N'national'", "$$dollar$$", "$tag$with $$ inside$tag$",
        "$a$ $b$ $a$", "$q$it's \"quoted\" \\ $q$", "'-- no comment'", "'/* no comment */'", "'; no end'", "'$1'", "'?'", "'数据库'", "'🐘'", "'é' || 'e\u0301'", "'\u200b'", "'a\tb'", "'%s %d'", "'\\'", "E'\\\\'", "'a' 'b'", "$数$unicode tag$数$",
    ];

    private static readonly string[] _names = ["\"a\"", "\"A b\"", "\"a\"\"b\"", "\"数据\"", "U&\"d\\0061ta\"", "\"select\"", "\"a;b\"", "\"a--b\"", "\"a/*b\"", "\"$1\"", "_a$1", "naïve", "\"'\"", "\"\u00a0\""];

    private static readonly string[] _commented =
    [
        "/* plain */ select 1", "select 1 /* behind */", "select /* in /* nested */ it */ 1", "-- line\nselect 1", "select 1 -- line", "select 1 --", "select 1 /**/", "/**/select 1", "select 1;/* after the end */", "select 1; -- after the end",
        "/*+ SeqScan(items) */ select 1", "select 1/*+ hint */", "/*route='/x'*/ select 1", "select 1 /*business='trade',caller='web',route='%2Fcart'*/", "select 1 /*traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/",
        "select 1 /*business='it\\'s'*/", "select 1 /*business=''*/", "select 1 /*business*/", "select 1 /*business='a',*/", "select 1 /*business='a'*/ /*business='b'*/", "/*business='a'*/ select 1 /*business='b'*/", "/*a='1'*/select/*b='2'*/1/*c='3'*/",
        "select 1 /*baggage='business%3Dtrade'*/", "select '/*business=''x''*/'", "select 1 /*open='never closed", "/*business='trade'*/", "/*business='trade'*/;", "--only a comment", "/* only */ -- both", "select 1 /*business='数据'*/",
        "select $1::int /*business='trade'*/", "insert into log values ('x') /*business='trade'*/", "update items set name = name where id = 1 /*business='trade'*/", "select 1 /*business='trade'*/; select 2 /*business='im'*/",
    ];

    public static IEnumerable<Statement> All
    {
        get
        {
            foreach (string quoted in _quoted)
            {
                yield return $"select {quoted}";
                yield return $"select length({quoted}::text), {quoted} as x";
                yield return $"insert into log values ({quoted}::text) returning line";
            }
            foreach (string name in _names)
            {
                yield return $"select 1 as {name}";
                yield return $"create temp table {name} (a int); select * from {name}";
                yield return $"savepoint {name}; release {name}";
            }
            foreach (string sql in _commented)
                yield return sql;
            foreach (string setting in (string[])["set standard_conforming_strings = off; select 'a\\nb', 'it\\'s'", "set backslash_quote = on; select E'it\\'s'", "set client_encoding = 'LATIN1'; select 'a'", "set client_encoding = 'GBK'; select U&'\\6570'", "set client_encoding = 'SQL_ASCII'; select 'x'", "set client_encoding = 'LATIN1'; select U&'\\6570'"])
                yield return setting;
            foreach (int size in (int[])[1_000, 4_095, 4_096, 8_192, 16_383, 16_384, 32_768, 65_535, 65_536, 65_537, 131_072, 1_048_576, 3_000_000])
            {
                yield return $"select length('{new string('x', size)}')";
                yield return $"select 1 /*{new string('c', size)}*/";
                yield return $"select repeat('r', {size}) as r, 1";
                yield return $"select repeat('n', {size / 100}), i from generate_series(1, 100) i";
            }
            foreach (int rows in (int[])[0, 1, 2, 100, 1_000, 10_000, 50_000])
            {
                yield return $"select i, 'row ' || i from generate_series(1, {rows}) i";
                yield return $"select from generate_series(1, {rows})";
            }
            foreach (int columns in (int[])[1, 10, 100, 1_000, 1_600])
                yield return $"select {string.Join(", ", Enumerable.Range(1, columns).Select(i => $"{i} as c{i}"))}";
            foreach (int terms in (int[])[10, 1_000, 10_000])
                yield return $"select count(*) from items where id in ({string.Join(", ", Enumerable.Range(1, terms))})";
            yield return $"select {new string('(', 500)}1{new string(')', 500)}";
            yield return string.Join("; ", Enumerable.Range(1, 500).Select(i => $"select {i}"));
            yield return new string(';', 5_000);
            yield return new string(' ', 70_000) + "select 1";
        }
    }
}
