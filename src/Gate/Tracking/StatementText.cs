using Seawall.Gate.HotRows;
using Seawall.Gate.Statistics;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Tracking;

/// <summary>A statement a session has sent: what it is, who it is for and, for the capture, its bytes. Counted references; back to the ledger's pool when nobody holds it.</summary>
internal sealed class StatementText
{
    private int _holders;

    public StatementInfo Info { get; set; } = null!;

    public Name Role { get; set; } = null!;

    public Name Caller { get; set; } = null!;

    public Name Mark { get; set; } = null!;

    public Name Application { get; set; } = null!;

    public Effect Effect { get; set; }

    /// <summary>Which row it locks, as far as its text tells.</summary>
    public RowKey RowKey { get; set; }

    /// <summary>What its form tells of its cost.</summary>
    public SqlShape Shape { get; set; }

    /// <summary>Whether it moves COPY data.</summary>
    public bool IsCopy { get; set; }

    /// <summary>Whether a Parse gave it a name.</summary>
    public bool IsNamed { get; set; }

    /// <summary>The statement that an SQL PREPARE names; null for others, and where nothing judges.</summary>
    public StatementText? Prepared { get; set; }

    /// <summary>Hash of the name that an SQL PREPARE gives or an SQL EXECUTE uses; 0 for others.</summary>
    public ulong SqlName { get; set; }

    /// <summary>The SQL as sent; empty when nothing captures.</summary>
    public HeldBytes Sql { get; } = new();

    /// <summary>The parameter types a Parse named, four bytes each.</summary>
    public HeldBytes ParameterTypes { get; } = new();

    /// <summary>Whether the text was too long to be held whole, or there was no room for it.</summary>
    public bool IsCut { get; set; }

    public StatementText Hold()
    {
        _holders++;
        return this;
    }

    public void Release(TrackingPools pools)
    {
        if (--_holders > 0)
            return;
        IsCut = IsNamed = false;
        SqlName = 0;
        Prepared?.Release(pools);
        Prepared = null;
        pools.Return(this);
    }
}
