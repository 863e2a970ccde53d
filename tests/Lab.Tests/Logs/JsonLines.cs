using System.Globalization;
using System.Text;

namespace Seawall.Lab.Tests;

/// <summary>Writes jsonlog records as a server of version 15 does: empty values left out, control bytes escaped, the rest as it is.</summary>
internal static class JsonLines
{
    public static string Statement(string message, string detail = "", int line = 1, string severity = "LOG", string state = "", string context = "", string query = "") =>
        "{\"timestamp\":\"2026-11-11 00:00:01.000 UTC\",\"user\":\"shop\",\"dbname\":\"main\",\"pid\":1234,\"remote_host\":\"127.0.0.1\",\"remote_port\":5000,"
        + $"\"session_id\":\"6745a1c2.4d2\",\"line_num\":{line},\"ps\":\"SELECT\",\"session_start\":\"2026-11-10 23:59:00 UTC\",\"vxid\":\"3/0\",\"txid\":0,\"error_severity\":\"{severity}\""
        + Pair("state_code", state) + Pair("message", message) + Pair("detail", detail) + Pair("context", context) + Pair("statement", query)
        + ",\"application_name\":\"web\",\"backend_type\":\"client backend\",\"query_id\":0}\n";

    public static string Error(string query, string state = "22012", string context = "", int line = 1) =>
        Statement("division by zero", line: line, severity: "ERROR", state: state, context: context, query: query);

    private static string Pair(string key, string value)
    {
        if (value.Length == 0)
        {
            return "";
        }

        var text = new StringBuilder($",\"{key}\":\"");
        foreach (char c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }
}
