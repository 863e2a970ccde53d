namespace Seawall.Gate.SqlConsole;

/// <summary>What PgBouncer's console has and this one has not, each with the reason and the way that leads there.</summary>
internal static class MissingCommands
{
    public static IReadOnlyList<ConsoleCommand> All { get; } =
    [
        Missing("RELOAD", "", "the gate reads nothing on command", "gate.json is read whenever it changes, and the config center's rules and limits come by themselves."),
        Missing("SET", "[key = value]", "settings are not changed on the console", "Change gate.json, or the gate's keys in the config center; both take effect at once and leave a trace."),
        Missing("SHUTDOWN", "[mode]", "the gate is not ended on the console", "End its process by SIGTERM; PAUSE first if no statement may break."),
        Missing("SUSPEND", "", "the gate can't be suspended", "PAUSE lets statements wait."),
        Missing("DISABLE", "[db]", "a database is not disabled on the console", "A rule that refuses its statements says why to whoever asks."),
        Missing("ENABLE", "[db]", "no database is disabled", "RESUME ends a pause."),
        Missing("WAIT_CLOSE", "[db]", "nothing is waited for here", "RECONNECT, then SHOW SERVERS until close_needed is 0 everywhere."),
        // What drivers send when a pooled connection changes hands; the console keeps nothing of a client.
        new("DISCARD ALL", "", "nothing is kept of a client, so nothing is forgotten", (_, _, _) => Task.FromResult(new ConsoleAnswer("DISCARD ALL"))),
    ];

    private static ConsoleCommand Missing(string words, string argument, string reason, string instead) =>
        new(words, argument, "not here: " + reason, (_, _, _) => Task.FromResult(ConsoleAnswer.Refused(ConsoleFault.NotSupported, $"{words} is not supported: {reason}", instead)));
}
