namespace Seawall.Postgres.Sql;

/// <summary>Whose rules a text is read by: PostgreSQL's, or MySQL's and MariaDB's under the parts of their <c>sql_mode</c> that change how texts are cut.</summary>
[Flags]
public enum SqlDialect : byte
{
    Postgres = 0,
    MySql = 1,

    /// <summary>MySQL's <c>ANSI_QUOTES</c>: double quotes hold a name, not a string.</summary>
    AnsiQuotes = 2,

    /// <summary>MySQL's <c>NO_BACKSLASH_ESCAPES</c>.</summary>
    NoBackslashEscapes = 4,
}

/// <summary>Reads a server's <c>sql_mode</c>.</summary>
public static class SqlDialects
{
    /// <summary>MySQL's dialect under a mode as <c>SELECT @@sql_mode</c> prints it; what does not change how texts are cut is passed over.</summary>
    public static SqlDialect OfSqlMode(string? mode)
    {
        SqlDialect dialect = SqlDialect.MySql;
        foreach (string part in (mode ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            dialect |= part.ToUpperInvariant() switch
            {
                "ANSI_QUOTES" or "ANSI" or "DB2" or "MAXDB" or "MSSQL" or "ORACLE" or "POSTGRESQL" => SqlDialect.AnsiQuotes,
                "NO_BACKSLASH_ESCAPES" => SqlDialect.NoBackslashEscapes,
                _ => SqlDialect.Postgres,
            };
        }

        return dialect;
    }
}
