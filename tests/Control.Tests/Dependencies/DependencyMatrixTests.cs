using Seawall.Client.Dependencies;
using Seawall.Control.Dependencies;

namespace Seawall.Control.Tests.Dependencies;

public sealed class DependencyMatrixTests
{
    private static readonly Dictionary<string, Needs> Declared = new() { ["trade.cart"] = Needs.Parse("database down, catalog down, cache up"), ["shops.card"] = Needs.Parse("shops degraded") };

    [Theory]
    [InlineData("trade.cart", "database", true, null, MatrixVerdict.Agreed)]
    [InlineData("trade.cart", "database", false, null, MatrixVerdict.Unseen)]
    [InlineData("trade.cart", "database", false, Without.Down, MatrixVerdict.Agreed)]
    [InlineData("trade.cart", "database", true, Without.Degraded, MatrixVerdict.TestedOtherwise)]
    [InlineData("trade.cart", "database", true, Without.Up, MatrixVerdict.TestedOtherwise)]
    [InlineData("trade.cart", "reviews", true, null, MatrixVerdict.Undeclared)]
    [InlineData("trade.cart", "reviews", false, Without.Up, MatrixVerdict.Agreed)]
    [InlineData("trade.cart", "reviews", false, Without.Degraded, MatrixVerdict.TestedOtherwise)]
    [InlineData("nobody.declared", "database", true, null, MatrixVerdict.Undeclared)]
    public void What_differs_is_red(string feature, string dependency, bool seen, Without? tested, MatrixVerdict verdict)
    {
        var cell = Matrix(seen ? [new SeenUse(feature, dependency, "trade")] : [], tested is { } state ? [Found(feature, dependency, state, 1)] : []).Find(feature, dependency)!;
        Assert.Equal(verdict, cell.Verdict);
        Assert.Equal(verdict is MatrixVerdict.Undeclared or MatrixVerdict.TestedOtherwise, cell.IsRed);
    }

    [Fact]
    public void The_newest_finding_counts()
    {
        var matrix = Matrix([], [Found("shops.card", "shops", Without.Down, 1), Found("shops.card", "shops", Without.Degraded, 2)]);
        Assert.Equal((0, 1), (matrix.Red, matrix.Tested));
    }

    [Fact]
    public void Calls_of_no_feature_are_listed_apart_and_the_columns_begin_with_database_and_cache()
    {
        var matrix = Matrix([new SeenUse("-", "database", "trade"), new SeenUse("trade.cart", "catalog", "trade"), new SeenUse("trade.cart", "catalog", "web")], []);
        Assert.Equal([new SeenUse("-", "database", "trade")], matrix.Apart);
        Assert.Equal(["database", "cache", "catalog", "shops"], matrix.Dependencies);
        Assert.Equal(["trade", "web"], matrix.Find("trade.cart", "catalog")!.Processes);
        Assert.Equal((0, 3), (matrix.Red, matrix.Unseen));
    }

    private static DependencyMatrix Matrix(SeenUse[] seen, TestedCell[] tested) => DependencyMatrix.Of(Declared, seen, tested);

    private static TestedCell Found(string feature, string dependency, Without state, int day) =>
        new(feature, dependency, state, new DateTimeOffset(2026, 11, day, 0, 0, 0, TimeSpan.Zero), "build", "drill");
}
