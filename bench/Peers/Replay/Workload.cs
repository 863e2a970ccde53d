namespace Seawall.Peers.Replay;

/// <summary>What pgbench sends, in which mode.</summary>
internal sealed record Workload(string Kind, string Mode, int Statements, IReadOnlyList<string> Script)
{
    /// <summary>Select-only and TPC-B in both protocols; the script of the latter is written to the folder.</summary>
    public static IReadOnlyList<Workload> All(string folder)
    {
        string script = Path.Combine(folder, "tpcb.sql");
        File.WriteAllText(script, TpcB);
        return
        [
            new("select", "simple", 1, ["-S"]),
            new("select", "extended", 1, ["-S"]) { LogMode = "prepared" },
            new("tpcb", "simple", 7, ["-f", script]),
            new("tpcb", "extended", 7, ["-f", script]) { LogMode = "prepared" },
        ];
    }

    /// <summary>The mode the log is made in: of extended statements pgreplay is at its best with prepared ones.</summary>
    public string LogMode { get; init; } = Mode;

    public string Name => $"{Kind}/{Mode}";

    public string FileName => $"{Kind}-{Mode}";

    public bool IsReadOnly => Kind == "select";

    /// <summary>TPC-B as pgbench has it, on rows that no other client touches.</summary>
    private const string TpcB =
        """
        \set bid :client_id + 1
        \set tid :client_id * 10 + random(1, 10)
        \set aid :client_id * 100000 + random(1, 100000)
        \set delta random(-5000, 5000)
        BEGIN;
        UPDATE pgbench_accounts SET abalance = abalance + :delta WHERE aid = :aid;
        SELECT abalance FROM pgbench_accounts WHERE aid = :aid;
        UPDATE pgbench_tellers SET tbalance = tbalance + :delta WHERE tid = :tid;
        UPDATE pgbench_branches SET bbalance = bbalance + :delta WHERE bid = :bid;
        INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (:tid, :bid, :aid, :delta, CURRENT_TIMESTAMP);
        END;
        """;
}
