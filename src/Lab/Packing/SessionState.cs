using System.Collections.Immutable;
using System.Text;

namespace Seawall.Lab.Packing;

/// <summary>
/// What a session has set up so far and another connection must repeat before it can run the session's next unit:
/// settings and prepared statements, latest of each name, in the order they were made.
/// </summary>
internal sealed record SessionState(string User, ImmutableList<KeyValuePair<string, string>> Statements)
{
    public static SessionState Of(string user) => new(user, []);

    /// <summary>Equal for states that are set up alike.</summary>
    public string Identity => $"{User}\0{string.Join('\0', Statements.Select(s => s.Value))}";

    /// <summary>The state after all statements of a text that succeeded.</summary>
    public SessionState After(ReadOnlySpan<byte> sql)
    {
        SessionState state = this;
        var parts = new StatementParts(sql);
        while (parts.Next(out StatementPart part))
        {
            state = state.AfterOne(part);
        }

        return state;
    }

    private SessionState AfterOne(in StatementPart part)
    {
        string first = Lower(part.Word(0));
        string second = Lower(part.Word(1));
        string third = Lower(part.Word(2));
        switch (first)
        {
            case "set" when second is not ("local" or "transaction" or "constraints"):
                string name = second == "session" && third != "authorization" && third.Length > 0 ? third : second;
                string key = name switch { "time" => "set timezone", "session" => "set session authorization", _ => $"set {name}" };
                return Ends(part.Text, "default") ? Without(key) : With(key, part.Text);
            case "reset" when second == "all":
                return this with { Statements = Statements.RemoveAll(s => s.Key.StartsWith("set ", StringComparison.Ordinal) && s.Key != "set session authorization") };
            case "reset":
                return Without(second switch { "time" => "set timezone", "session" => "set session authorization", _ => $"set {second}" });
            case "prepare" when second != "transaction":
                return With($"prepare {second}", part.Text);
            case "deallocate":
                string prepared = second == "prepare" ? third : second;
                return prepared == "all"
                    ? this with { Statements = Statements.RemoveAll(s => s.Key.StartsWith("prepare ", StringComparison.Ordinal)) }
                    : Without($"prepare {prepared}");
            case "discard" when second == "all":
                return Of(User);
            default:
                return this;
        }
    }

    private SessionState With(string key, ReadOnlySpan<byte> text) =>
        this with { Statements = Without(key).Statements.Add(new(key, Encoding.UTF8.GetString(text))) };

    private SessionState Without(string key)
    {
        int at = Statements.FindIndex(s => s.Key == key);
        return at < 0 ? this : this with { Statements = Statements.RemoveAt(at) };
    }

    private static bool Ends(ReadOnlySpan<byte> text, string word) =>
        text.Length > word.Length && Ascii.EqualsIgnoreCase(text[^word.Length..], word);

    private static string Lower(ReadOnlySpan<byte> word) => Encoding.UTF8.GetString(word).ToLowerInvariant();
}
