namespace Seawall.Lab.Filtering;

/// <summary>What becomes of one statement of a text.</summary>
/// <param name="Reason">Why it is left out; null when it runs.</param>
/// <param name="Replacement">What runs instead; null: the statement as it is.</param>
internal readonly record struct Verdict(string? Reason, string? Replacement = null)
{
    public static Verdict Keep => default;

    public bool IsKept => Reason is null;

    public static Verdict LeaveOut(string reason) => new(reason);

    public static Verdict Replace(string text) => new(null, text);
}

/// <summary>Why statements are left out, as the report names it.</summary>
internal static class Reasons
{
    public const string Writes = "writes";
    public const string Definition = "definition";
    public const string RowLock = "rowLock";
    public const string TableLock = "tableLock";
    public const string AdvisoryLock = "advisoryLock";
    public const string Sequence = "sequence";
    public const string VolatileFunction = "volatileFunction";
    public const string Procedure = "procedure";
    public const string Maintenance = "maintenance";
    public const string Notify = "notify";
    public const string ServerFile = "serverFile";
    public const string TwoPhase = "twoPhase";

    /// <summary>PREPARE, EXECUTE or DEALLOCATE of a statement that is left out.</summary>
    public const string PreparedLeftOut = "preparedLeftOut";

    /// <summary>DECLARE, FETCH or CLOSE of a cursor whose query is left out.</summary>
    public const string CursorLeftOut = "cursorLeftOut";

    /// <summary>It reads what a statement that is left out would have made.</summary>
    public const string NeedsLeftOut = "needsLeftOut";

    /// <summary>It was refused in the log because a statement that is left out had failed before it.</summary>
    public const string AfterLeftOutError = "afterLeftOutError";

    /// <summary>SET that would allow writing.</summary>
    public const string AllowsWriting = "allowsWriting";

    /// <summary>BEGIN and COMMIT with nothing left between them.</summary>
    public const string EmptyTransaction = "emptyTransaction";

    /// <summary>What no transaction can undo.</summary>
    public const string NotUndone = "notUndone";
}
