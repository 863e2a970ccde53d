namespace Seawall.Lab.Tests;

/// <summary>Writes csvlog records as a server of version 15 does.</summary>
internal static class CsvLines
{
    public static string Statement(
        string message, string detail = "", string session = "6745a1c2.4d2", int line = 1, string time = "2026-11-11 00:00:01.000 UTC",
        string transaction = "3/0", string severity = "LOG", string state = "00000", string context = "", string query = "") =>
        $"{time},\"shop\",\"main\",1234,\"127.0.0.1:5000\",{session},{line},\"SELECT\",2026-11-10 23:59:00 UTC,{transaction},0,{severity},{state},"
        + $"{Quote(message)},{Quote(detail)},,,,{Quote(context)},{Quote(query)},,,\"web\",\"client backend\",,0\n";

    public static string Error(string query, string state = "22012", string context = "", int line = 1, string session = "6745a1c2.4d2") =>
        Statement("division by zero", line: line, severity: "ERROR", state: state, context: context, query: query, session: session);

    private static string Quote(string text) => text.Length == 0 ? "" : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
