using Seawall.Client.Calls;

namespace Seawall.Client.Tests;

public sealed class MarkTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_signed_mark_holds_until_its_expiry()
    {
        var claim = Mark.Sign("rehearsal-1", Now.AddSeconds(60), "secret");

        Assert.Equal("rehearsal-1", Mark.Verify(claim, "secret", Now));
        Assert.Equal("rehearsal-1", Mark.Verify(claim, "secret", Now.AddSeconds(59)));
        Assert.Null(Mark.Verify(claim, "secret", Now.AddSeconds(60)));
    }

    [Fact]
    public void No_changed_character_is_accepted()
    {
        var claim = Mark.Sign("r1", Now.AddSeconds(60), "secret");
        for (var i = 0; i < claim.Length; i++)
        {
            var changed = claim[..i] + (claim[i] == '1' ? '2' : '1') + claim[(i + 1)..];
            Assert.Null(Mark.Verify(changed, "secret", Now));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("r1")]
    [InlineData("r1.9999999999")]
    [InlineData("r1.9999999999.")]
    [InlineData("..")]
    [InlineData("r1.9999999999.00,r2.9999999999.00")]
    public void What_is_no_claim_is_refused(string? claim) => Assert.Null(Mark.Verify(claim, "secret", Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("other")]
    public void Another_secret_or_none_accepts_nothing(string? secret) => Assert.Null(Mark.Verify(Mark.Sign("r1", Now.AddSeconds(60), "secret"), secret, Now));

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void An_id_is_short_and_plain(string id) => Assert.Throws<ArgumentException>(() => Mark.Sign(id, Now, "secret"));
}
