namespace Seawall.Gate.Tests.Conformance;

/// <summary>A difference that is meant: what differs and why.</summary>
/// <param name="Name">By which scenarios name it.</param>
/// <param name="Reason">Why the gate does not do as the server does.</param>
/// <param name="Holds">Whether these answers, masked, differ in this way and in no other.</param>
internal sealed record Explanation(string Name, string Reason, Func<Answer, Answer, bool> Holds);

/// <summary>Every way in which answers through the gate may differ from the server's own.</summary>
internal static class Explanations
{
    public const string OwnRefusal = "own refusal";
    public const string NoGss = "no GSS";
    public const string Served = "served databases";
    private const string Lost = "last words lost";

    public static IReadOnlyList<Explanation> All { get; } =
    [
        new(OwnRefusal,
            "A start-up that names no upstream (another protocol, no user, a broken layout) is refused by the gate itself with the server's severity, SQLSTATE and message; its file, line and routine fields are the server's own.",
            (direct, gate) => direct.End == gate.End && Told(direct) is { } said && said == Told(gate)),
        new(NoGss,
            "Debian's server offers GSSAPI encryption, answer 'G', also where no keytab lets it work; the gate does not, answer 'N', so that clients go on in the clear or by TLS.",
            (direct, gate) => direct.Bytes is [(byte)'G', ..] && gate.Bytes is [(byte)'N', ..]),
        new(Served,
            "A gate that serves named databases refuses others itself, SQLSTATE 3D000 as the server's, with what it serves; an upstream that is down is told with 57P03 where a direct client is not let connect at all.",
            (direct, gate) => Told(gate) is { } said && (said.Contains("|3D000|", StringComparison.Ordinal) || said.Contains("|57P03|", StringComparison.Ordinal))),
        new(Lost,
            "The server closes with bytes unread before it, so that its own kernel resets the connection and may throw away its last words; the gate reads what is left and the client gets them.",
            (direct, gate) => direct.End == AnswerEnd.Reset && gate.End != AnswerEnd.Silent && gate.Bytes.AsSpan().StartsWith(direct.Bytes)),
    ];

    /// <summary>The explanation of a difference; null when there is none.</summary>
    public static Explanation? Of(string? expected, Answer direct, Answer gate) =>
        All.FirstOrDefault(one => (one.Name == expected || one.Name == Lost) && one.Holds(direct, gate));

    // Severity, SQLSTATE and message of the ErrorResponse the answer ends with.
    private static string? Told(Answer answer)
    {
        string text = System.Text.Encoding.Latin1.GetString(answer.Bytes);
        int error = text.IndexOf("SFATAL\0VFATAL\0C", StringComparison.Ordinal);
        if (error < 0)
            return null;
        string[] fields = text[error..].Split('\0');
        return $"{fields[0]}|{fields[2][1..]}|{fields[3]}";
    }
}
