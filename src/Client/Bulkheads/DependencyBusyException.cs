using System.Data.Common;

namespace Seawall.Client.Bulkheads;

/// <summary>A database's bulkhead is full: as many statements as may run are running, and none ended in time.</summary>
public sealed class DependencyBusyException : DbException
{
    public DependencyBusyException()
        : this("The bulkhead of a database is full.")
    {
    }

    public DependencyBusyException(string message)
        : base(message)
    {
    }

    public DependencyBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public override bool IsTransient => true;
}
