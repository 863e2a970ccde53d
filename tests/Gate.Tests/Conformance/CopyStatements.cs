using System.Text;

namespace Seawall.Gate.Tests.Conformance;

/// <summary>COPY in and out, in text, CSV and binary, with its options, good data and bad.</summary>
internal static class CopyStatements
{
    private static readonly string[] _sources =
    [
        "items", "items (id, name)", "orders", "log", "blobs", "parts", "cheap", "(select 1, 'x', null)", "(select i, repeat('x', i) from generate_series(1, 200) i)", "(values (E'a\\tb', 'c,d', 'e\"f', E'g\\\\h', E'i\\nj', ''))", "(select false, '{1,2}'::int[], '\\x00'::bytea)",
        "(insert into log values ('x') returning line)", "(select generate_series(1, 20000))", "(select repeat('w', 70000) from generate_series(1, 3))", "(select from generate_series(1, 3))",
    ];

    private static readonly string[] _formats =
    [
        "", " csv", " csv header", " binary", " (format text, delimiter '|', null 'NIL')", " (format csv, quote '''', force_quote *)", " (format csv, delimiter ';', null 'nothing', escape '\\')", " (header true)", " (encoding 'LATIN1')", " (format csv, encoding 'GBK')",
    ];

    private static readonly (string Options, string Data)[] _in =
    [
        ("", "1\tone\n2\t\\N\n"), ("", "1\tone\n2\ttwo\n\\.\n"), ("", ""), ("", "\\.\n"), ("", "1\tno end of line"), ("", "1\n"), ("", "1\ta\tb\n"), ("", "x\ty\n"), ("", "1\t\\t\\n\\\\\\x41\n"), ("", "1\ta\r\n2\tb\r\n"), ("", "1\ta\r\n2\tb\n"), ("", "1\t\\.\n"), ("", "\n"),
        ("", "1\t数据\n"), (" csv", "1,one\n2,\n3,\"a \"\"b\"\", c\"\n"), (" csv", "1,\"open\n"), (" csv", "1,\"two\nlines\"\n"), (" csv header", "a,b\n1,x\n"), (" (format csv, header match)", "a,b\n1,x\n"), (" (format csv, header match)", "a,c\n1,x\n"), (" (delimiter '|', null 'NIL')", "1|NIL\n"), (" (format csv, force_null (b))", "1,\"\"\n"),
        (" (format csv, force_not_null (b))", "1,\n"), (" (format csv, quote '$', escape '!')", "1,$a!$b$\n"), (" (freeze)", "1\tx\n"), (" (encoding 'LATIN1')", "1\tx\n"), (" where a > 1", "1\tx\n2\ty\n"), (" (format nothing)", "1\tx\n"), (" binary", "no signature"), (" (delimiter 'ab')", "1\tx\n"),
    ];

    public static IEnumerable<Statement> All
    {
        get
        {
            foreach (string source in _sources)
            {
                foreach (string format in _formats)
                    yield return $"copy {source} to stdout{(format.StartsWith(" (", StringComparison.Ordinal) ? " with" + format : format)}";
            }
            int number = 0;
            foreach ((string options, string data) in _in)
            {
                // The same statement with other data is another text.
                string mark = $" /* {++number} */";
                yield return new Statement($"copy sink from stdin{options}{mark}") { CopyIn = Wire.Join(Wire.CopyData(data), Wire.CopyDone) };
                yield return new Statement($"copy sink (a, b) from stdin{options}{mark}") { CopyIn = Wire.Join([.. Encoding.UTF8.GetBytes(data).Select(one => Wire.Message('d', [one])), Wire.CopyDone]) };
                yield return new Statement($"copy sink from stdin{options} -- {number}") { CopyIn = Wire.Join(Wire.CopyData(data), Wire.CopyFail("no more")) };
                yield return new Statement($"copy guarded from stdin{options}{mark}") { CopyIn = Wire.Join(Wire.CopyData("1\n-1\n"), Wire.CopyDone) };
            }
            byte[] binary = Wire.Join("PGCOPY\n\u00ff\r\n\0"u8.ToArray());
            yield return new Statement("copy sink from stdin binary /* a broken signature */") { CopyIn = Wire.Join(Wire.Message('d', binary), Wire.CopyDone) };
            yield return new Statement("copy sink from stdin binary /* two rows */") { CopyIn = Wire.Join(Wire.Message('d', Binary()), Wire.CopyDone) };
            yield return new Statement("copy sink from stdin binary /* cut short */") { CopyIn = Wire.Join(Wire.Message('d', Binary()[..^6]), Wire.CopyDone) };
            foreach (int rows in (int[])[1_000, 20_000])
                yield return new Statement($"copy sink from stdin /* {rows} rows */") { CopyIn = Wire.Join([.. Rows(rows).Select(Wire.CopyData), Wire.CopyDone]) };
            yield return new Statement("copy sink from stdin /* a row of 2 MB */") { CopyIn = Wire.Join(Wire.CopyData("1\t" + new string('z', 2_000_000) + "\n"), Wire.CopyDone) };
            yield return new Statement("copy sink from stdin; select 1; copy sink from stdin; select 2") { CopyIn = Wire.Join(Wire.CopyData("1\tx\n"), Wire.CopyDone, Wire.CopyData("2\ty\n"), Wire.CopyDone) };
            yield return new Statement("copy log to stdout; copy log to stdout; select 1");
            yield return new Statement("copy sink from stdin /* by itself */") { Alone = true, CopyIn = Wire.Join(Wire.CopyData("x\n"), Wire.CopyDone) };
            yield return new Statement("copy (select 1/0) to stdout");
            yield return new Statement("copy (select 1 / (5 - i) from generate_series(1, 9) i) to stdout");
        }
    }

    private static byte[] Binary()
    {
        byte[] signature = [.. "PGCOPY\n"u8, 0xff, .. "\r\n\0"u8];
        byte[] row = Wire.Join(Wire.Int16(2), Wire.Int32(4), Wire.Int32(7), Wire.Int32(1), "x"u8.ToArray());
        byte[] other = Wire.Join(Wire.Int16(2), Wire.Int32(4), Wire.Int32(8), Wire.Int32(-1));
        return Wire.Join(signature, Wire.Int32(0), Wire.Int32(0), row, other, Wire.Int16(-1));
    }

    private static IEnumerable<string> Rows(int count) =>
        Enumerable.Range(0, count).Select(i => $"{i}\trow {i}\n").Chunk(100).Select(some => string.Concat(some));
}
