using System.Buffers.Binary;
using System.Text;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Replay;

/// <summary>
/// The query that brings a connection into a session state: as that user, with the settings its login would have, then what its session
/// had set up. One simple query a state, ready to send.
/// </summary>
internal sealed class StatePreludes
{
    private readonly byte[][] _queries;

    public StatePreludes(IReadOnlyList<ManifestState> states, IReadOnlyDictionary<string, IReadOnlyList<KeyValuePair<string, string>>> settingsOfUser) =>
        _queries = [.. states.Select(state => Query(state, settingsOfUser))];

    public ReadOnlySpan<byte> Of(int state) => _queries[state];

    private static byte[] Query(ManifestState state, IReadOnlyDictionary<string, IReadOnlyList<KeyValuePair<string, string>>> settingsOfUser)
    {
        var sql = new StringBuilder("RESET SESSION AUTHORIZATION;RESET ALL");
        if (settingsOfUser.TryGetValue(state.User, out IReadOnlyList<KeyValuePair<string, string>>? settings))
        {
            sql.Append(";SET SESSION AUTHORIZATION ").Append(Name(state.User));
            foreach ((string name, string value) in settings)
            {
                // A list such as search_path comes quoted by the server as it has to be; set_config takes it as one text.
                sql.Append(";SELECT pg_catalog.set_config(").Append(Literal(name)).Append(',').Append(Literal(value)).Append(",false)");
            }
        }

        if (state.Statements.Any(s => s.StartsWith("prepare", StringComparison.OrdinalIgnoreCase)))
        {
            sql.Append(";DEALLOCATE ALL");
        }

        foreach (string statement in state.Statements)
        {
            sql.Append(';').Append(statement);
        }

        byte[] text = Encoding.UTF8.GetBytes(sql.ToString());
        byte[] message = new byte[text.Length + 6];
        message[0] = (byte)'Q';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), text.Length + 5);
        text.CopyTo(message, 5);
        return message;
    }

    private static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
