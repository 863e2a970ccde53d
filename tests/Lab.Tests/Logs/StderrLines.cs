using System.Globalization;

namespace Seawall.Lab.Tests;

/// <summary>Writes stderr records as a server does: a tab behind each newline of a text, a prefix on each of a record's lines.</summary>
internal static class StderrLines
{
    public const string Prefix = "%m [%p] %q%u@%d %a %c %l %e %v ";

    public static string Head(int line = 1, string state = "00000", string session = "6745a1c2.4d2", string time = "2026-11-11 00:00:01.000 UTC", string transaction = "3/0") =>
        $"{time} [{int.Parse(session[9..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)}] shop@main web {session} {line} {state} {transaction} ";

    public static string Statement(string message, string detail = "", int line = 1, string session = "6745a1c2.4d2") =>
        Line(Head(line, session: session), "LOG", message) + (detail.Length == 0 ? "" : Line(Head(line + 1, session: session), "DETAIL", detail));

    public static string Error(string query, string state = "22012", string context = "", int line = 1) =>
        Line(Head(line, state), "ERROR", "division by zero")
        + (context.Length == 0 ? "" : Line(Head(line + 1, state), "CONTEXT", context))
        + Line(Head(line + 2, state), "STATEMENT", query);

    public static string Line(string head, string label, string text) => $"{head}{label}:  {text.Replace("\n", "\n\t", StringComparison.Ordinal)}\n";
}
