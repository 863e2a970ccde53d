using Seawall.Mall.Accounts.Buyers;
using Seawall.Mall.Contracts.Accounts;

namespace Seawall.Mall.Tests;

public sealed class AccountTests(MallServices mall) : IClassFixture<MallServices>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task A_demo_buyer_signs_in_is_known_by_the_token_and_signs_out()
    {
        var result = await mall.Accounts.SignInAsync(new Credentials(" Buyer7@Seawall.test", "seawall-demo"), Ct);

        Assert.Equal(SignInOutcome.SignedIn, result.Outcome);
        Assert.Equal(new Buyer(7, "buyer7@seawall.test", "Buyer 7"), await mall.Accounts.FindBuyerAsync(result.Session!.Token, Ct));
        await mall.Accounts.SignOutAsync(result.Session.Token, Ct);
        Assert.Null(await mall.Accounts.FindBuyerAsync(result.Session.Token, Ct));
    }

    [Theory]
    [InlineData("buyer7@seawall.test", "seawall-demO")]
    [InlineData("nobody@seawall.test", "seawall-demo")]
    [InlineData("", "")]
    public async Task A_wrong_password_and_an_unknown_buyer_look_the_same(string email, string password) =>
        Assert.Equal(new SignInResult(SignInOutcome.WrongEmailOrPassword), await mall.Accounts.SignInAsync(new Credentials(email, password), Ct));

    [Fact]
    public async Task Nothing_is_hashed_for_a_caller_who_gave_up_in_line()
    {
        using var passwords = new Passwords();
        var hash = await passwords.HashAsync("seawall-demo", Ct);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => passwords.MatchesAsync(hash, "seawall-demo", gone.Token));
        Assert.True(await passwords.MatchesAsync(hash, "seawall-demo", Ct));
        Assert.False(await passwords.MatchesAsync(hash, "seawall-demO", Ct));
    }

    [Fact]
    public async Task An_email_registers_once_whatever_its_case()
    {
        var first = await mall.Accounts.RegisterAsync(new Registration("New.Buyer@example.test", "long enough", "New"), Ct);
        var second = await mall.Accounts.RegisterAsync(new Registration("new.buyer@EXAMPLE.test", "long enough", "Other"), Ct);

        Assert.Equal("new.buyer@example.test", first.Session!.Buyer.Email);
        Assert.Equal(new SignInResult(SignInOutcome.EmailTaken), second);
    }

    [Theory]
    [InlineData("no address", "long enough", "N", SignInOutcome.EmailInvalid)]
    [InlineData("a@b.test", "short", "N", SignInOutcome.PasswordTooShort)]
    [InlineData("a@b.test", "long enough", " ", SignInOutcome.NameInvalid)]
    public async Task A_registration_says_what_is_wrong(string email, string password, string name, SignInOutcome expected) =>
        Assert.Equal(expected, (await mall.Accounts.RegisterAsync(new Registration(email, password, name), Ct)).Outcome);
}
