using System.IO.Hashing;
using System.Text;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Tests;

public sealed class SqlNamesTests
{
    [Theory]
    [InlineData("prepare q as select 1", "q", " select 1")]
    [InlineData(" /* a */ PREPARE Q2(int, numeric(3,2)) AS\ndelete from t", "q2", "\ndelete from t")]
    [InlineData("prepare \"As \"\"x\"\"\" as table t", "As \"x\"", " table t")]
    public void A_prepare_names_a_statement(string sql, string name, string statement)
    {
        Assert.True(SqlNames.TryReadPrepare(Encoding.UTF8.GetBytes(sql), out ulong hash, out int start));
        Assert.Equal((XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(name)), statement), (hash, sql[start..]));
    }

    [Theory]
    [InlineData("execute s", "s")]
    [InlineData("; EXECUTE S(1, 'x')", "s")]
    [InlineData("execute \"S\"", "S")]
    [InlineData("execute aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg")]
    public void An_execute_uses_one(string sql, string name)
    {
        Assert.True(SqlNames.TryReadExecute(Encoding.UTF8.GetBytes(sql), out ulong hash));
        Assert.Equal(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(name)), hash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("prepare")]
    [InlineData("prepare q")]
    [InlineData("prepare transaction 'x'")]
    [InlineData("prepare 'q' as select 1")]
    [InlineData("select 1")]
    public void Others_name_none(string sql)
    {
        Assert.False(SqlNames.TryReadPrepare(Encoding.UTF8.GetBytes(sql), out _, out _));
        Assert.False(SqlNames.TryReadExecute(Encoding.UTF8.GetBytes(sql), out _));
    }
}
