using System.Buffers.Binary;
using Seawall.Gate.HotRows;
using Seawall.Gate.Tests.Limits;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Tests.HotRows;

public sealed class RowKeyTests
{
    private readonly TestCalls _calls = new();

    [Theory]
    [InlineData("update stock set n = n - 1 where id = 42")]
    [InlineData("UPDATE stock SET n = n - 1 WHERE ID = '42' AND n >= 1 RETURNING n")]
    [InlineData("update stock as s set n = n - 1 where s.id = 42::bigint")]
    [InlineData("delete from stock where 42 = id")]
    [InlineData("select n from stock where id = 42 for update")]
    [InlineData("/* who */ update stock set n = (n - 1) where id = 42 and (n > 0 or n is null)")]
    [InlineData("update stock set n = n - $2 where id = $1")]
    [InlineData("update stock set n = n - $1 where id = $2 and n >= $1", 2)]
    public void One_row_has_one_key_however_it_is_named(string sql, int parameter = 1)
    {
        ulong expected = Row("update stock set n = 0 where id = 42")!.Value;

        Assert.Equal(expected, Row(sql, Text(parameter, "42")));
        Assert.Equal(expected, Row(sql, Binary(parameter, 42)));
    }

    [Theory]
    [InlineData("update stock set n = n - 1 where id = 43")]
    [InlineData("update stock set n = n - 1 where shop = 42")]
    [InlineData("update items set n = n - 1 where id = 42")]
    [InlineData("update stock set n = n - 1 where id = 42 and shop = 1")]
    public void Another_row_has_another(string sql) => Assert.NotEqual(Row("update stock set n = 0 where id = 42"), Row(sql));

    [Fact]
    public void The_order_of_columns_does_not_matter() =>
        Assert.Equal(Row("update stock set n = 1 where id = 1 and shop = 2"), Row("update stock set n = 1 where shop = 2 and id = 1"));

    [Theory]
    [InlineData("select n from stock where id = 42")]
    [InlineData("update stock set n = 1")]
    [InlineData("update stock set n = 1 where id > 42")]
    [InlineData("update stock set n = 1 where id = 42 or id = 43")]
    [InlineData("update stock set n = 1 where id = 42 + 1")]
    [InlineData("update stock set n = 1 where id = any($1)")]
    [InlineData("update stock set n = 1 where id in (1, 2)")]
    [InlineData("update stock set n = 1 where (id = 42)")]
    [InlineData("update stock set n = 1 from items where items.id = 42")]
    [InlineData("with gone as (delete from stock where id = 1) update stock set n = 1 where id = 42")]
    [InlineData("update stock set n = 1 where id = 42; update stock set n = 1 where id = 43")]
    [InlineData("insert into stock values (1, 2)")]
    public void What_names_no_single_row_has_none(string sql) => Assert.Null(Row(sql, Text(1, "42")));

    [Fact]
    public void A_value_that_is_NULL_or_not_there_names_none()
    {
        Assert.Null(Row("update stock set n = 1 where id = $1", [0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0, 0]));
        Assert.Null(Row("update stock set n = 1 where id = $1", [0, 0, 0, 0, 0, 0]));
        Assert.Null(Row("update stock set n = 1 where id = $1", []));
    }

    /// <summary>Texts cut and changed at random: whatever comes, reading ends without an exception.</summary>
    [Fact]
    public void Broken_texts_and_values_are_read_without_harm()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        byte[] text = "update s.stock set n = n - $1 where a.\"Id\" = $2::int and 'x' = b and $9 = c returning *"u8.ToArray();
        byte[] values = Text(2, "42");
        for (int i = 0; i < 3000; i++)
        {
            byte[] broken = text[..random.Next(text.Length + 1)];
            if (broken.Length > 0)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            byte[] bound = values[..random.Next(values.Length + 1)];
            if (bound.Length > 0)
                bound[random.Next(bound.Length)] = (byte)random.Next(256);
            try
            {
                Row(System.Text.Encoding.Latin1.GetString(broken), bound);
                RowKeyReader.FirstLiteral(broken);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, text {Convert.ToHexString(broken)}, values {Convert.ToHexString(bound)}: {e}");
            }
        }
    }

    private ulong? Row(string sql, byte[]? bound = null)
    {
        StatementText text = _calls.Text(sql);
        return text.RowKey.IsKeyed && text.RowKey.TryHash(bound, out ulong row) ? row : null;
    }

    /// <summary>A Bind message behind its names, the value at this number, others '7'.</summary>
    internal static byte[] Text(int number, string value) => Bind(number, 0, System.Text.Encoding.UTF8.GetBytes(value), "7"u8.ToArray());

    private static byte[] Binary(int number, int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return Bind(number, 1, bytes, [0, 0, 0, 7]);
    }

    private static byte[] Bind(int number, byte format, byte[] value, byte[] others)
    {
        List<byte> message = [0, 1, 0, format, 0, 3];
        for (int i = 1; i <= 3; i++)
        {
            byte[] one = i == number ? value : others;
            message.AddRange([0, 0, 0, (byte)one.Length, .. one]);
        }
        return [.. message, 0, 0];
    }
}
