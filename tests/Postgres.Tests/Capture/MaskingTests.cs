using System.Text;
using System.Text.RegularExpressions;
using Seawall.Postgres.Capture;
using Seawall.Postgres.Sql;

namespace Seawall.Postgres.Tests.Capture;

public sealed class MaskingTests
{
    private readonly Masking _masking = new("0123456789abcdef"u8);

    [Theory]
    [InlineData("select 42", "select 1\\d{18}")]
    [InlineData("select 'Li Lei'", "select 't03_[a-z2-7]{16}'")]
    [InlineData("select '13800138000'", "select '1\\d{18}'")]
    [InlineData("select $$Li Lei$$, $x$Li$x$", "select 't03_[a-z2-7]{16}', 't01_[a-z2-7]{16}'")]
    [InlineData("select E'a\\'b', U&'x' uescape '!', B'01'", "select 't\\d\\d_[a-z2-7]{16}', 't\\d\\d_[a-z2-7]{16}', '1\\d{18}'")]
    [InlineData("select a -- Li Lei's\n from t /* 13800138000 */ where b = $1", "select a  from t  where b = \\$1")]
    [InlineData("select \"Li\" from t where a = ''", "select \"Li\" from t where a = 't00_[a-z2-7]{16}'")]
    [InlineData("select 'open", "select 't02_[a-z2-7]{16}'")]
    [InlineData("select $$open", "select '[^L]*'")]
    public void Literals_become_tokens_and_comments_go(string sql, string expected) => Assert.Matches("^" + expected + "$", Mask(sql));

    [Fact]
    public void Equal_values_have_equal_tokens_wherever_they_stand()
    {
        string token = Regex.Match(Mask("select 'Li Lei'"), "'(.*)'").Groups[1].Value;
        Assert.Equal($"insert into t values ('{token}', '{token}')", Mask("insert into t values ($$Li Lei$$, 'Li Lei')"));
        Assert.Equal(token, MaskValue("Li Lei"u8, type: 25, format: 0));
        Assert.NotEqual(token, MaskValue("Li Lin"u8, type: 25, format: 0));
        string number = Mask("42");
        Assert.Equal(number, MaskValue("42"u8, type: 23, format: 0));
        Assert.Equal(number, MaskValue([0, 0, 0, 42], type: 23, format: 1));
        Assert.Equal(number, MaskValue([0, 0, 0, 0, 0, 0, 0, 42], type: 20, format: 1));
        Assert.Equal(number, MaskValue([0, 42], type: 21, format: 1));
    }

    [Fact]
    public void Another_key_makes_other_tokens()
    {
        var other = new Masking("fedcba9876543210"u8);
        Assert.NotEqual(_masking.KeyId, other.KeyId);
        byte[] room = new byte[256];
        Assert.NotEqual(Mask("'x'"), Encoding.UTF8.GetString(room, 0, other.MaskSql("'x'"u8, room)));
        Assert.Throws<ArgumentException>(() => new Masking("short"u8));
    }

    [Theory]
    [InlineData("select * from t where a in (1, 2, 'x') and b = -5 /*role='app'*/")]
    [InlineData("insert into t values (1, 'x', $$y$$), (2, E'\\'', null)")]
    [InlineData("select a.b, 'x'::text from a where c ~ '^[0-9]+$' limit 10")]
    public void Masked_texts_keep_their_fingerprint(string sql)
    {
        var analyzer = new StatementAnalyzer();
        analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        ulong clear = analyzer.Fingerprint;
        analyzer.Analyze(Encoding.UTF8.GetBytes(Mask(sql)));
        Assert.Equal(clear, analyzer.Fingerprint);
    }

    [Fact]
    public void A_masked_capture_holds_no_value()
    {
        var writer = new CaptureWriter(_masking);
        CaptureEvent e = CaptureFileTests.Sample(1);
        e.Sql = "select 'Secret Name', $1, $2, $3"u8;
        e.ParameterValues = (byte[])[0, 0, 0, 6, .. "SecreT"u8, 0, 0, 0, 6, .. "seCRet"u8, 255, 255, 255, 255];
        byte[] room = new byte[writer.MaxSize(e)];
        Assert.True(writer.TryFormat(room, e, out int written));
        Assert.DoesNotContain("secret", Encoding.UTF8.GetString(room, 0, written), StringComparison.OrdinalIgnoreCase);
        Assert.True(CaptureRecord.TryParse(room.AsSpan(0, written), out CaptureRecord record));
        CaptureParameterCursor parameters = record.Parameters();
        Assert.True(parameters.Next(out ReadOnlySpan<byte> value, out bool isNull) && !isNull && value.Length == 20);
        Assert.True(parameters.Next(out value, out isNull) && !isNull && parameters.Format == 0);
        Assert.True(parameters.Next(out value, out isNull) && isNull);
    }

    [Fact]
    public void Backslashes_hide_no_value_from_the_mask_where_they_escape()
    {
        var writer = new CaptureWriter(_masking);
        var e = new CaptureEvent { Sql = "select 'it\\'s secret', 'more'"u8, BackslashStrings = true };
        byte[] room = new byte[writer.MaxSize(e)];
        Assert.True(writer.TryFormat(room, e, out int written));
        Assert.True(CaptureRecord.TryParse(room.AsSpan(0, written), out CaptureRecord record));
        Assert.True(record.Event.BackslashStrings);
        Assert.Matches("^select 't04_[a-z2-7]{16}', 't02_[a-z2-7]{16}'$", Encoding.UTF8.GetString(record.Event.Sql));
    }

    [Fact]
    public void A_text_of_nothing_but_literals_fits_the_room_reckoned_for_it()
    {
        var writer = new CaptureWriter(_masking);
        byte[] sql = new byte[400_000];
        for (int i = 0; i < sql.Length; i++)
            sql[i] = (byte)(i % 2 == 0 ? '1' : ',');
        var e = new CaptureEvent { Sql = sql };
        byte[] room = new byte[writer.MaxSize(e)];
        Assert.True(writer.TryFormat(room, e, out int written));
        Assert.True(CaptureRecord.TryParse(room.AsSpan(0, written), out CaptureRecord record));
        Assert.True(record.Event.Cut);
    }

    private string Mask(string sql)
    {
        byte[] text = Encoding.UTF8.GetBytes(sql);
        byte[] room = new byte[Masking.MaskedSqlSize(text.Length)];
        return Encoding.UTF8.GetString(room, 0, _masking.MaskSql(text, room));
    }

    private string MaskValue(ReadOnlySpan<byte> value, uint type, short format)
    {
        byte[] types = [0, 0, 0, (byte)type];
        byte[] formats = [0, (byte)format];
        byte[] values = [0, 0, 0, (byte)value.Length, .. value];
        byte[] room = new byte[64];
        int written = _masking.MaskValues(new CaptureParameterCursor(1, types, formats, values), room);
        return Encoding.UTF8.GetString(room, 4, written - 4);
    }
}
