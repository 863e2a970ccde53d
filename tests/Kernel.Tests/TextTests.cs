namespace Seawall.Kernel.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("60s", 60_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2d", 172_800_000)]
    public void A_duration_is_a_number_and_a_unit(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(milliseconds, (long)duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("60")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5w")]
    [InlineData("999999999999d")]
    [InlineData("99999999999999999999s")]
    public void Anything_else_is_refused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(180, "180ms")]
    [InlineData(4_200, "4.2s")]
    [InlineData(750_000, "12m 30s")]
    [InlineData(3_900_000, "1h 05m")]
    [InlineData(180_000_000, "2d 02h")]
    public void A_duration_reads_short(long milliseconds, string expected) =>
        Assert.Equal(expected, DurationText.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(5, "0.05")]
    [InlineData(1205, "12.05")]
    [InlineData(-99, "-0.99")]
    [InlineData(long.MinValue, "-92233720368547758.08")]
    public void Cents_read_as_yuan(long cents, string expected) => Assert.Equal(expected, new Cents(cents).ToString());

    [Fact]
    public void Money_never_wraps_round() => Assert.Throws<OverflowException>(() => new Cents(long.MaxValue) + new Cents(1));

    [Theory]
    [InlineData(0UL)]
    [InlineData(127UL)]
    [InlineData(128UL)]
    [InlineData(ulong.MaxValue)]
    public void A_varint_reads_back(ulong value)
    {
        Span<byte> buffer = stackalloc byte[Varint.MaxBytes];
        ReadOnlySpan<byte> written = buffer[..Varint.Write(buffer, value)];
        Assert.True(Varint.TryRead(ref written, out var read));
        Assert.Equal((value, 0), (read, written.Length));
    }

    [Fact]
    public void A_cut_varint_is_refused_and_nothing_is_taken()
    {
        ReadOnlySpan<byte> cut = [0x80, 0x80];
        Assert.False(Varint.TryRead(ref cut, out _));
        Assert.Equal(2, cut.Length);
    }
}
