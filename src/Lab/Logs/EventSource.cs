using Seawall.Postgres.Sql;

namespace Seawall.Lab.Logs;

/// <summary>A log read once from front to end as statement events.</summary>
public abstract class EventSource : IDisposable
{
    /// <summary>Where the bytes went; final once <see cref="TryRead"/> returned false.</summary>
    public InputTally Tally { get; } = new();

    /// <summary>Names the server or gate the sessions belong to: session numbers are unique only within it.</summary>
    public abstract string Origin { get; }

    /// <summary>Whose rules the statements are read by.</summary>
    public virtual SqlDialect Dialect => SqlDialect.Postgres;

    /// <summary>What the file is: gate capture, csvlog, jsonlog, stderr, mysql slow log, mysql general log or unknown.</summary>
    public abstract string Format { get; }

    /// <summary>The <c>log_line_prefix</c> a stderr log was read by.</summary>
    public virtual string? Prefix => null;

    /// <summary>How the prefix was come by: given, set in the log, known or inferred.</summary>
    public string? PrefixOrigin { get; internal init; }

    /// <summary>A zone abbreviation whose offset the log does not tell; its times were taken as UTC.</summary>
    public virtual string? UnknownZone => null;

    /// <summary>Why nothing could be read; known at the end.</summary>
    public virtual string? Problem => null;

    /// <summary>What hides the values, null when they are clear.</summary>
    public virtual string? MaskedBy => null;

    /// <summary>The next event, valid until the next call; false at the end of the input.</summary>
    public abstract bool TryRead(out LogEvent next);

    public abstract void Dispose();

    /// <summary>
    /// Opens a gate capture or a server's log, told by their content, either also compressed by gzip. <paramref name="prefix"/> is the
    /// <c>log_line_prefix</c> of a stderr log; null: found by itself. <paramref name="sqlMode"/> is the <c>sql_mode</c> of a MySQL server.
    /// </summary>
    public static EventSource Open(string path, string? prefix = null, string? sqlMode = null) => LogDetection.Open(path, prefix, SqlDialects.OfSqlMode(sqlMode));
}
