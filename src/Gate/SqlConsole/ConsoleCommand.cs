namespace Seawall.Gate.SqlConsole;

/// <summary>A column of an answer.</summary>
/// <param name="Name">As PgBouncer names it where it means the same.</param>
/// <param name="IsNumber">Whether its cells are <see cref="long"/> (int8) instead of text.</param>
internal sealed record Column(string Name, bool IsNumber = false)
{
    public static Column Number(string name) => new(name, IsNumber: true);
}

/// <summary>What a command cannot do, told as PostgreSQL tells errors.</summary>
internal sealed record ConsoleFault(string SqlState, string Message, string? Hint = null, bool IsFatal = false)
{
    public const string SyntaxError = "42601";
    public const string NoSuchDatabase = "3D000";
    public const string NoSuchObject = "42704";
    public const string WrongState = "55000";
    public const string NotSupported = "0A000";
    public const string NotAllowed = "42501";
}

/// <summary>What a command answers: rows, or a tag alone, or a fault.</summary>
internal sealed record ConsoleAnswer(string Tag)
{
    public IReadOnlyList<object?[]> Rows { get; init; } = [];

    /// <summary>What is told beside, as a NOTICE's detail.</summary>
    public string? Notice { get; init; }

    public ConsoleFault? Fault { get; init; }

    public static ConsoleAnswer Of(IReadOnlyList<object?[]> rows) => new("SHOW") { Rows = rows };

    public static ConsoleAnswer Refused(string sqlState, string message, string? hint = null) => new("") { Fault = new ConsoleFault(sqlState, message, hint) };
}

/// <summary>A command of the console.</summary>
/// <param name="Words">How it begins, in capitals: <c>SHOW POOLS</c>.</param>
/// <param name="Argument">What may follow, for people: <c>[db]</c>; empty when nothing may.</param>
/// <param name="What">One line of help.</param>
/// <param name="RunAsync">Does it; the text is the argument as written, without quotes, empty when none is given.</param>
internal sealed record ConsoleCommand(string Words, string Argument, string What, Func<GateConsole, string, CancellationToken, Task<ConsoleAnswer>> RunAsync)
{
    /// <summary>The columns of its rows; empty when it has none.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];

    /// <summary>Whether it changes something, so that it takes the admin token.</summary>
    public bool IsChange { get; init; }

    /// <summary>Whether the argument may be left out.</summary>
    public bool IsArgumentOptional => Argument.Length == 0 || Argument.StartsWith('[');

    /// <summary>A SHOW: its rows as they are now.</summary>
    public static ConsoleCommand Show(string name, string what, IReadOnlyList<Column> columns, Func<GateConsole, CancellationToken, Task<IReadOnlyList<object?[]>>> rows) =>
        new("SHOW " + name, "", what, async (console, _, ct) => ConsoleAnswer.Of(await rows(console, ct).ConfigureAwait(false))) { Columns = columns };

    /// <summary>A SHOW whose rows need no waiting.</summary>
    public static ConsoleCommand Show(string name, string what, IReadOnlyList<Column> columns, Func<GateConsole, IReadOnlyList<object?[]>> rows) =>
        Show(name, what, columns, (console, _) => Task.FromResult(rows(console)));
}
