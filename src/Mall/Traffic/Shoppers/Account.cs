using Seawall.Mall.Traffic.Mix;

namespace Seawall.Mall.Traffic.Shoppers;

/// <summary>A shopper's account, signed in to when first needed.</summary>
internal sealed class Account(Patience patience, int buyer)
{
    public int Buyer => buyer;

    public bool IsSignedIn { get; private set; }

    public async Task<bool> SignInAsync(CancellationToken ct)
    {
        var page = await patience.GetAsync(PageKind.SignIn, "/sign-in", ct);
        if (page.Forms("/sign-in") is not [var form, ..])
            return false;
        form["email"] = $"buyer{buyer}@seawall.test";
        form["password"] = "seawall-demo";
        var answer = await patience.PostAsync(PageKind.SignIn, "/sign-in", form, ct);
        return IsSignedIn = answer.Location is not null;
    }

    /// <summary>Whether the answer sends to the sign-in page; the session is over then.</summary>
    public bool IsOver(Page answer)
    {
        var over = answer.Location?.StartsWith("/sign-in", StringComparison.Ordinal) == true;
        if (over)
            IsSignedIn = false;
        return over;
    }
}
