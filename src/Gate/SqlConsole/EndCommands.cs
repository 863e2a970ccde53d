using Seawall.Gate.Sessions;

namespace Seawall.Gate.SqlConsole;

/// <summary><c>RECONNECT</c>, <c>KILL</c> and <c>KILL_CLIENT</c>: sessions end, when they are idle or at once.</summary>
internal static class EndCommands
{
    public static IReadOnlyList<ConsoleCommand> All { get; } =
    [
        new("RECONNECT", "[db]", "sessions end as soon as they are idle; their clients come anew", ReconnectAsync) { IsChange = true },
        new("KILL", "db", "sessions of the database end at once with 57P01", KillAsync) { IsChange = true },
        new("KILL_CLIENT", "id", "one session ends at once with 57P01; SHOW CLIENTS tells its id", KillClientAsync) { IsChange = true },
    ];

    public static async Task<ConsoleAnswer> ReconnectAsync(GateConsole console, string database, CancellationToken cancellationToken)
    {
        if (database.Length > 0 && console.Unknown(database) is { } fault)
            return fault;
        await console.Sessions.ActAsync(SessionAct.Leave, session => database.Length == 0 || session.Database == database).ConfigureAwait(false);
        return new ConsoleAnswer("RECONNECT");
    }

    public static async Task<ConsoleAnswer> KillAsync(GateConsole console, string database, CancellationToken cancellationToken)
    {
        if (console.Unknown(database) is { } fault)
            return fault;
        await console.Sessions.ActAsync(SessionAct.Kill, session => session.Database == database).ConfigureAwait(false);
        return new ConsoleAnswer("KILL");
    }

    public static async Task<ConsoleAnswer> KillClientAsync(GateConsole console, string id, CancellationToken cancellationToken) =>
        await console.Sessions.ActAsync(SessionAct.Kill, session => session.Id == id).ConfigureAwait(false) > 0
            ? new ConsoleAnswer("KILL_CLIENT")
            : ConsoleAnswer.Refused(ConsoleFault.NoSuchObject, $"client id {id} not found", "SHOW CLIENTS tells the ids.");
}
