using Seawall.Gate.Pausing;
using Seawall.Gate.Sessions;

namespace Seawall.Gate.SqlConsole;

/// <summary><c>PAUSE</c> and <c>RESUME</c>: statements wait at the gate instead of failing.</summary>
internal static class PauseCommands
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(10);

    public static IReadOnlyList<ConsoleCommand> All { get; } =
    [
        new("PAUSE", "[db]", "new statements wait at the gate; returns when none runs and no transaction is open", PauseAsync) { IsChange = true },
        new("RESUME", "[db]", "what waits goes on", ResumeAsync) { IsChange = true },
    ];

    /// <summary>Pauses a database, or all, and waits until nothing of it runs. Given up, it resumes: a pause nobody waits for any more would stay unnoticed.</summary>
    public static async Task<ConsoleAnswer> PauseAsync(GateConsole console, string database, CancellationToken cancellationToken)
    {
        if (database.Length > 0 && console.Unknown(database) is { } fault)
            return fault;
        if (!console.Pause.Pause(database))
            return ConsoleAnswer.Refused(ConsoleFault.WrongState, $"{NameOf(database)} is paused already", "RESUME ends it.");
        try
        {
            while (await BusyAsync(console, database).ConfigureAwait(false) > 0)
                await Task.Delay(s_lookAgain, console.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            console.Pause.Resume(database);
            return ConsoleAnswer.Refused("57014", $"canceling PAUSE of {NameOf(database)} due to user request", "It is resumed. SHOW CLIENTS tells whose transaction is open.");
        }
        return new ConsoleAnswer("PAUSE");
    }

    public static Task<ConsoleAnswer> ResumeAsync(GateConsole console, string database, CancellationToken cancellationToken) => Task.FromResult(
        console.Pause.Resume(database)
            ? new ConsoleAnswer("RESUME")
            : ConsoleAnswer.Refused(ConsoleFault.WrongState, $"{NameOf(database)} is not paused", PausedHint(console)));

    private static async Task<int> BusyAsync(GateConsole console, string database)
    {
        IReadOnlyList<SessionView> sessions = await console.Sessions.DescribeAsync().ConfigureAwait(false);
        return sessions.Count(session => (database.Length == 0 || session.Database == database) && !session.IsQuiet);
    }

    private static string? PausedHint(GateConsole console) =>
        console.Pause.Paused.Count == 0 ? null : "Paused: " + string.Join(", ", console.Pause.Paused.Select(NameOf)) + ".";

    private static string NameOf(string database) => database == PauseStage.Everything ? "the gate" : $"database \"{database}\"";
}
