namespace Seawall.Lab.Logs;

/// <summary>The parts of a server's log record that tell of a statement, whatever the format writes them as.</summary>
internal enum LogField : byte
{
    Time,
    User,
    Database,
    Session,
    Line,
    SessionStart,
    Transaction,
    Severity,
    State,
    Message,
    Detail,
    Context,
    Query,
    Application,
}
