using System.Text.Json;
using Microsoft.Data.Sqlite;
using Seawall.Control.Config.Replication;
using Seawall.Control.Config.Storage;
using Seawall.Control.Storage;

namespace Seawall.Control.Config.Proposals;

/// <summary>Proposals in the config's file.</summary>
internal static class ProposalFile
{
    private const string Columns = "number, at, actor, reason, source, why, action, changes, state, decided_by, decided_at, decision, revision";

    /// <summary>Adds one and gives its number.</summary>
    public static long Add(ConfigFile file, Proposal proposal)
    {
        // The number that the table would give: one that was taken is never given again.
        var number = file.Connection.Query("select coalesce(max(seq), 0) + 1 from sqlite_sequence where name = 'proposals'", row => row.GetInt64(0)).Single();
        Put(file, proposal with { Number = number });
        return number;
    }

    /// <summary>Adds one that has its number.</summary>
    public static void Put(ConfigFile file, Proposal proposal)
    {
        file.Note(new LogEffect.ProposalAdded(proposal));
        file.Connection.Run(
            "insert into proposals (number, at, actor, reason, source, why, action, changes, state) values ($number, $at, $actor, $reason, $source, $why, $action, $changes, $state)",
            ("$number", proposal.Number), ("$at", ConfigFile.Text(proposal.At)), ("$actor", proposal.Actor), ("$reason", proposal.Reason), ("$source", proposal.Source),
            ("$why", proposal.Why), ("$action", proposal.Action), ("$changes", JsonSerializer.Serialize(proposal.Changes)), ("$state", nameof(ProposalState.Waiting)));
    }

    public static void Close(ConfigFile file, Proposal proposal)
    {
        file.Note(new LogEffect.ProposalClosed(proposal));
        file.Connection.Run(
            "update proposals set state = $state, decided_by = $by, decided_at = $at, decision = $decision, revision = $revision where number = $number",
            ("$state", proposal.State.ToString()), ("$by", proposal.DecidedBy), ("$at", proposal.DecidedAt is { } at ? ConfigFile.Text(at) : null),
            ("$decision", proposal.Decision), ("$revision", proposal.Revision), ("$number", proposal.Number));
    }

    public static Proposal? Find(ConfigFile file, long number) =>
        file.Connection.Query($"select {Columns} from proposals where number = $number", Read, ("$number", number)).FirstOrDefault();

    /// <summary>The newest first.</summary>
    public static List<Proposal> All(ConfigFile file, int most) =>
        file.Connection.Query($"select {Columns} from proposals order by number desc limit $most", Read, ("$most", most));

    private static Proposal Read(SqliteDataReader row) => new(
        row.GetInt64(0), ConfigFile.Time(row.GetString(1)), row.GetString(2), row.GetString(3), Text(row, 4), row.GetString(5), row.GetString(6),
        JsonSerializer.Deserialize<WantedChange[]>(row.GetString(7))!)
    {
        State = Enum.Parse<ProposalState>(row.GetString(8)),
        DecidedBy = Text(row, 9),
        DecidedAt = Text(row, 10) is { } at ? ConfigFile.Time(at) : null,
        Decision = Text(row, 11),
        Revision = row.IsDBNull(12) ? null : row.GetInt64(12),
    };

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
