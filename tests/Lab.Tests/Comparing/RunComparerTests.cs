using Seawall.Lab.Comparing;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Tests;

public sealed class RunComparerTests
{
    private static readonly DigestRule _plain = new(Chance.None, Writes: false, OrderIsTotal: false, TiesAtLimit: false, ["items"], []);

    [Theory]
    [InlineData(true, "QueryData")]
    [InlineData(false, "None")]
    public void Another_order_of_the_same_rows_differs_where_the_order_is_total(bool total, string expected) =>
        Assert.Equal(expected, Judge(_plain with { OrderIsTotal = total }, Rows(1, 2, 3), Rows(1, 3, 2)));

    [Fact]
    public void Other_rows_of_the_same_number_differ() => Assert.Equal("QueryData", Judge(_plain, Rows(1, 2), Rows(1, 4)));

    [Fact]
    public void Rows_that_come_twice_differ_from_rows_that_come_once() => Assert.Equal("QueryData", Judge(_plain, Rows(1, 1, 2), Rows(1, 2, 2)));

    [Fact]
    public void Equals_at_a_limit_are_told_apart() => Assert.Equal("QueryDataAtLimit", Judge(_plain with { TiesAtLimit = true }, Rows(1, 2), Rows(1, 4)));

    [Fact]
    public void Rows_left_to_chance_are_not_compared() => Assert.Equal("Excluded", Judge(_plain with { Chance = Chance.Clock }, Rows(1), Rows(2)));

    [Fact]
    public void A_writing_statement_is_compared_by_its_count()
    {
        Assert.Equal("None", Judge(_plain with { Writes = true }, Rows(1, 2), Rows(3, 4)));
        Assert.Equal("Dml", Judge(_plain with { Writes = true }, Rows(1, 2), Rows(1)));
    }

    [Theory]
    [InlineData("42P01", "Error")]
    [InlineData("40P01", "ErrorOfConcurrency")]
    [InlineData("25P02", "AfterError")]
    public void Errors_are_told_by_what_they_come_from(string state, string expected) =>
        Assert.Equal(expected, Judge(_plain with { Chance = Chance.Clock }, Rows(1), new Outcome(true, -1, Comparison.Pack(System.Text.Encoding.ASCII.GetBytes(state)), default)));

    [Fact]
    public void A_read_of_a_written_table_is_told_apart_unless_conflicts_keep_their_order()
    {
        DigestRule writer = _plain with { Writes = true, Reads = [], WritesTo = ["items"] };
        Assert.Equal("QueryDataOfWritten", Judge(_plain, Rows(1), Rows(2), ordered: false, writer));
        Assert.Equal("QueryData", Judge(_plain, Rows(1), Rows(2), ordered: true, writer));
    }

    private static Outcome Rows(params ulong[] rows)
    {
        var sum = default(ResultSum);
        Array.ForEach(rows, row => sum.Add(row));
        return new Outcome(true, rows.Length, 0, sum);
    }

    private static string Judge(DigestRule rule, Outcome recorded, Outcome actual, bool ordered = false, params DigestRule[] others)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("seawall-outcomes-").FullName, "a");
        using (OutcomeFile file = OutcomeFile.Create(path, 7, 1, "PostgreSQL", DateTimeOffset.UnixEpoch))
        {
            file[0] = recorded;
            file.Finish(complete: true);
        }

        using var comparer = new RunComparer(OutcomeFile.Open(path, 7, 1), [rule, .. others], ordered);
        comparer.Add(0, digest: 0, pass: 1, actual);
        DigestDivergence counts = comparer.Digests[0];
        return Enum.GetValues<Divergence>().Distinct().Where(kind => counts[kind] > 0).Select(kind => kind.ToString()).SingleOrDefault("None");
    }
}
