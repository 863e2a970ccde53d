namespace Seawall.Gate.Tests.Conformance;

/// <summary>A statement of the corpus.</summary>
/// <param name="Sql">As sent.</param>
internal sealed record Statement(string Sql)
{
    /// <summary>Whether it runs by itself; otherwise in a transaction that is rolled back.</summary>
    public bool Alone { get; init; }

    /// <summary>What is sent for the server to copy in.</summary>
    public byte[] CopyIn { get; init; } = [];

    /// <summary>Run before it, and after it, on the same session.</summary>
    public string Before { get; init; } = "";

    public string After { get; init; } = "";

    public static implicit operator Statement(string sql) => new(sql);

    /// <summary>A few ways to send it, each with what surrounds it.</summary>
    public IEnumerable<(string Way, byte[] Script)> Scripts()
    {
        yield return ("simple", Around(Wire.Query(Sql), CopyIn));
        yield return ("extended, text", Around(Wire.Parse("", Sql), Bound(0), Wire.DescribePortal(""), Wire.Execute(""), CopyIn, Wire.Sync));
        yield return ("extended, binary", Around(Wire.Parse("", Sql), Bound(1), Wire.DescribePortal(""), Wire.Execute(""), CopyIn, Wire.Sync));
        yield return ("prepared", Around(
            Wire.Parse("ps", Sql), Wire.DescribeStatement("ps"), Wire.Sync, Wire.Bind("", "ps"), Wire.Execute(""), CopyIn, Wire.Sync, Wire.CloseStatement("ps"), Wire.Sync));
    }

    private static byte[] Bound(int resultFormat) => Wire.Message('B', Wire.Text(""), Wire.Text(""), Wire.Int16(0), Wire.Int16(0), Wire.Int16(1), Wire.Int16(resultFormat));

    private byte[] Around(params byte[][] messages) => Wire.Join(
        Before.Length > 0 ? Wire.Query(Before) : [],
        Alone ? [] : Wire.Query("begin"),
        Wire.Join(messages),
        Wire.Query("rollback"),
        After.Length > 0 ? Wire.Query(After) : [],
        Wire.Query("discard all"),
        Talk.EndMark);
}
