using Seawall.Lab.Packing;
using static Seawall.Lab.Tests.CsvLines;

namespace Seawall.Lab.Tests;

public sealed class UnitTests
{
    [Fact]
    public void An_autocommit_statement_is_a_unit_and_a_transaction_is_one()
    {
        using PackedFolder packed = PackedFolder.Pack(Simple("SELECT 1", "BEGIN", "UPDATE t SET a = 1", "COMMIT", "SELECT 2"));
        Assert.Equal([["SELECT 1"], ["BEGIN", "UPDATE t SET a = 1", "COMMIT"], ["SELECT 2"]], packed.Units.Select(u => u.Steps));
    }

    [Fact]
    public void A_failed_transaction_goes_on_to_its_rollback()
    {
        using PackedFolder packed = PackedFolder.Pack(Simple("BEGIN") + Error("SELECT 1/0") + Error("SELECT 2", "25P02") + Simple("COMMIT", "SELECT 3"));
        Assert.Equal([["BEGIN", "SELECT 1/0", "SELECT 2", "COMMIT"], ["SELECT 3"]], packed.Units.Select(u => u.Steps));
    }

    [Fact]
    public void Savepoints_keep_the_transaction_open()
    {
        using PackedFolder packed = PackedFolder.Pack(Simple("START TRANSACTION", "SAVEPOINT a", "ROLLBACK TO a", "ROLLBACK"));
        Assert.Equal(4, Assert.Single(packed.Units).Steps.Count);
    }

    [Fact]
    public void What_the_log_leaves_open_is_marked()
    {
        using PackedFolder packed = PackedFolder.Pack(Simple("BEGIN", "SELECT 1"));
        Assert.Equal(UnitTraits.EndsOpen, Assert.Single(packed.Units).Ref.Traits & UnitTraits.EndsOpen);
    }

    [Fact]
    public void Statements_of_one_virtual_transaction_are_one_pipeline()
    {
        using PackedFolder packed = PackedFolder.Pack(
            Statement("duration: 1 ms  execute <unnamed>: INSERT INTO a VALUES (1)", transaction: "3/7")
            + Statement("duration: 1 ms  execute <unnamed>: INSERT INTO b VALUES (1)", transaction: "3/7")
            + Statement("duration: 1 ms  execute <unnamed>: SELECT 1", transaction: "3/8"));
        Assert.Equal([["INSERT INTO a VALUES (1)+INSERT INTO b VALUES (1)"], ["SELECT 1"]], packed.Units.Select(u => u.Steps));
    }

    [Fact]
    public void Session_state_goes_with_the_units_that_need_it()
    {
        using PackedFolder packed = PackedFolder.Pack(Simple(
            "SELECT 1", "SET work_mem = '8MB'", "PREPARE p AS SELECT 1", "EXECUTE p", "BEGIN", "SET TimeZone = 'Asia/Shanghai'", "ROLLBACK", "SELECT 2", "RESET work_mem", "DEALLOCATE ALL", "SELECT 3"));
        string[] StateOf(string sql) => [.. packed.Units.Single(u => u.Steps[0] == sql).State.Statements];
        Assert.Empty(StateOf("SELECT 1"));
        Assert.Equal(["SET work_mem = '8MB'", "PREPARE p AS SELECT 1"], StateOf("EXECUTE p"));
        Assert.Equal(StateOf("EXECUTE p"), StateOf("SELECT 2"));
        Assert.Empty(StateOf("SELECT 3"));
        Assert.Equal("shop", packed.Units[0].State.User);
    }

    [Theory]
    [InlineData("CREATE TEMP TABLE x(a int)")]
    [InlineData("LISTEN news")]
    [InlineData("SELECT pg_advisory_lock(1)")]
    [InlineData("SELECT * INTO TEMPORARY y FROM x")]
    [InlineData("DECLARE c CURSOR WITH HOLD FOR SELECT 1")]
    public void A_session_that_cannot_move_stays_on_one_lane(string sql)
    {
        using PackedFolder packed = PackedFolder.Pack(Simple("SELECT 1", sql, "SELECT 2", "SELECT 3", "SELECT 4"));
        Assert.Single(packed.Units.Select(u => u.Ref.Lane).Distinct());
        Assert.Equal([0, 1, 2, 3, 4], packed.Units.Select(u => u.Ref.Round));
        Assert.Contains(packed.Manifest.Warnings, w => w.Contains("cannot move", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_sent_by_the_client_are_not_in_the_log_and_counted_as_left_out()
    {
        using PackedFolder packed = PackedFolder.Pack(Simple("COPY t FROM STDIN", "SELECT 1"));
        Assert.Equal(["SELECT 1"], Assert.Single(packed.Units).Steps);
        Assert.Equal(1, packed.Manifest.LeftOut["copyFromClient"]);
    }

    [Fact]
    public void A_failed_statement_whose_values_were_not_logged_is_left_out()
    {
        using PackedFolder packed = PackedFolder.Pack(
            Statement("duration: 1 ms  parse <unnamed>: SELECT 1/$1::int") + Error("SELECT 1/$1::int") + Simple("SELECT 1"));
        Assert.Equal((1, 1L), (packed.Manifest.Statements, packed.Manifest.LeftOut["valuesUnknown"]));
    }

    [Fact]
    public void Only_the_busiest_database_is_packed_and_the_others_are_counted()
    {
        string other = Statement("duration: 1 ms  statement: SELECT 9", session: "6745a1c3.4d3").Replace("\"main\"", "\"other\"", StringComparison.Ordinal);
        using PackedFolder packed = PackedFolder.Pack(Simple("SELECT 1", "SELECT 2") + other);
        Assert.Equal(("main", 2, 1L), (packed.Manifest.Database, packed.Manifest.Units, packed.Manifest.LeftOut["otherDatabase"]));
    }

    [Fact]
    public void A_changed_lane_is_refused()
    {
        using PackedFolder packed = PackedFolder.Pack(Simple("SELECT 1"));
        string lane = Path.Combine(packed.Directory, LaneFormat.FileName(packed.Units[0].Ref.Lane));
        byte[] bytes = File.ReadAllBytes(lane);
        bytes[^3] ^= 1;
        string copy = Directory.CreateTempSubdirectory("seawall-pack-").FullName;
        foreach (string file in Directory.GetFiles(packed.Directory))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        File.WriteAllBytes(Path.Combine(copy, Path.GetFileName(lane)), bytes);
        Assert.Contains("changed after packing", Assert.Throws<InvalidDataException>(() => Replay.ReplayPlan.Open(copy)).Message, StringComparison.Ordinal);
    }

    private static string Simple(params string[] statements) => string.Concat(statements.Select(sql => Statement($"duration: 1.000 ms  statement: {sql}")));
}
