using System.Globalization;
using Seawall.Mall.Traffic.Books;
using Seawall.Mall.Traffic.Measure;
using Seawall.Mall.Traffic.Mix;

namespace Seawall.Mall.Traffic.Shoppers;

/// <summary>Ordering and paying, with every answer noted in the ledger.</summary>
internal sealed class Buying(Walk walk, Patience patience, Account account, Reviewing reviewing, Ledger ledger, TrafficMeter meter)
{
    public async Task BuyAsync(string itemPath, Page item, Random random, CancellationToken ct)
    {
        // Drawn at once, so that failures do not shift the choices that follow.
        var (quantity, pays, fate) = (random.Next(10) == 0 ? 2 : 1, random.Next(100) < 75, random.Next(100));
        var review = reviewing.Draw(random);
        if (!account.IsSignedIn)
        {
            if (!await account.SignInAsync(ct))
                return;
            item = await patience.GetAsync(PageKind.Item, itemPath, ct);
        }
        if (item.Forms("/cart/add") is not [var form, ..])
            return;
        form["quantity"] = quantity.ToString(CultureInfo.InvariantCulture);
        form["then"] = fate < 70 ? "checkout" : "cart";
        // Adding is no order: a lost answer is not retried, lest two pieces lie in the cart.
        var added = await walk.PostAsync(PageKind.Add, "/cart/add", form, ct);
        if (added.Location is "/checkout")
            await OrderAsync(pays, fate, review, ct);
        else if (!account.IsOver(added) && added.Location?.StartsWith("/cart", StringComparison.Ordinal) == true)
            await patience.GetAsync(PageKind.Cart, "/cart", ct);
    }

    private async Task OrderAsync(bool pays, int fate, Opinion? review, CancellationToken ct)
    {
        var page = await patience.GetAsync(PageKind.Checkout, "/checkout", ct);
        if (page.Forms("/orders") is not [var form, ..])
            return;
        form["name"] = $"Buyer {account.Buyer}";
        form["phone"] = "13800000000";
        form["address"] = "1 Harbour Road";
        var answer = await patience.PostAsync(PageKind.Order, "/orders", form, ct);
        if (OrderOf(answer.Location) is not { } order)
        {
            meter.Refused();
            await EmptyCartAsync(ct);
            return;
        }
        var key = Guid.Parse(form["key"]);
        ledger.Ordered(order, key, account.Buyer);

        var shown = await patience.GetAsync(PageKind.Order, $"/orders/{order}", ct);
        if (shown.Data("data-total-cents") is { } total)
            ledger.Shown(order, long.Parse(total, CultureInfo.InvariantCulture), shown.Lines());
        if (pays)
            await PayAsync(order, shown, review, ct);
        else if (fate % 2 == 0 && shown.Forms($"/orders/{order}/cancel") is [var cancel, ..])
            await patience.PostAsync(PageKind.Cancel, $"/orders/{order}/cancel", cancel, ct);
    }

    private async Task PayAsync(long order, Page shown, Opinion? review, CancellationToken ct)
    {
        if (shown.Forms($"/orders/{order}/pay") is not [var form, ..])
            return;
        var answer = await patience.PostAsync(PageKind.Pay, $"/orders/{order}/pay", form, ct);
        if (answer.Location != $"/orders/{order}")
            return;
        ledger.Paid(order);
        if (review is not null)
            await reviewing.ReviewAsync(order, review, ct);
    }

    private async Task EmptyCartAsync(CancellationToken ct)
    {
        var cart = await patience.GetAsync(PageKind.Cart, "/cart", ct);
        foreach (var form in cart.Forms("/cart/set").Where(form => form.GetValueOrDefault("quantity") == "0"))
            await walk.PostAsync(PageKind.Cart, "/cart/set", form, ct);
    }

    private static long? OrderOf(string? location) =>
        location is not null
        && location.StartsWith("/orders/", StringComparison.Ordinal)
        && long.TryParse(location.AsSpan("/orders/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var order)
            ? order
            : null;
}
