using System.Data.Common;

namespace Seawall.Client.Calls;

/// <summary>A marked call tried to write to a real table, here or in a service it called; nothing was written.</summary>
public sealed class RehearsalWriteException : DbException
{
    /// <summary>The code of the answer, 409.</summary>
    public const string Code = "rehearsal_write";

    /// <summary>What PostgreSQL says to a write in a read-only transaction.</summary>
    internal const string ReadOnlyState = "25006";

    public RehearsalWriteException()
        : this(cause: null)
    {
    }

    public RehearsalWriteException(Exception? cause)
        : this("Rehearsal load may read real tables and not write them.", cause)
    {
    }

    public RehearsalWriteException(string message)
        : this(message, null)
    {
    }

    public RehearsalWriteException(string message, Exception? cause)
        : base(message, cause)
    {
    }

    public override string SqlState => ReadOnlyState;
}
