using Microsoft.Data.Sqlite;
using Seawall.Control.Config;
using Seawall.Control.Config.Audit;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Config.Replication;
using Seawall.Control.Operators;

namespace Seawall.Control.Tests.Cluster;

/// <summary>One node of a control center: its folder outlives it.</summary>
internal sealed class ClusterNode : IDisposable
{
    public const string Secret = "the site's secret";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seawall-node-");
    private readonly IConfigLog _log;
    private readonly string _name;

    public ClusterNode(IConfigLog log, string name)
    {
        (_log, _name) = (log, name);
        Start();
    }

    public SqliteConfigStore Store { get; private set; } = null!;

    public Replica Replica { get; private set; } = null!;

    public OperatorBook Operators { get; private set; } = null!;

    public ConfigDesk Desk => new(Store, Operators, new ChangeGuard(), TimeProvider.System);

    public OperatorDesk Persons => new(Store, Operators, new ChangeGuard(), TimeProvider.System);

    public ConfigHistory History => new(Store);

    public string Path => System.IO.Path.Combine(_folder.FullName, "config.db");

    /// <summary>The process dies and starts again with what is on its disk.</summary>
    public void Restart(Func<IConfigLog>? log = null)
    {
        Store.Dispose();
        Start(log?.Invoke());
    }

    /// <summary>All that a node keeps, as text: equal on nodes that are the same.</summary>
    public async Task<string> KeptAsync()
    {
        var revisions = await History.RevisionsAsync(long.MaxValue, int.MaxValue, null, default);
        var audit = await History.AuditAsync(long.MaxValue, int.MaxValue, default);
        var proposals = await Desk.ProposalsAsync(default);
        return System.Text.Json.JsonSerializer.Serialize(new { Store.Current.Revision, Store.Current.Digest, revisions, audit, proposals, Operators = Operators.All.Values });
    }

    public void Dispose()
    {
        Store.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private void Start(IConfigLog? log = null)
    {
        Operators = new OperatorBook(new ControlOptions { SignInSecret = "x", FormKeys = _folder, Data = _folder });
        Replica = new Replica(log ?? _log, new EntrySeal(Secret, "tests"), _name, TimeProvider.System, Operators);
        Store = new SqliteConfigStore(Path, TimeProvider.System, replica: Replica);
    }
}
