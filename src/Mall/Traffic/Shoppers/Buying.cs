using System.Globalization;
using Seawall.Mall.Traffic.Books;
using Seawall.Mall.Traffic.Measure;

namespace Seawall.Mall.Traffic.Shoppers;

/// <summary>Signing in, ordering and paying. What failed is sent again with the same form, so with the same key, until answered or out of patience.</summary>
internal sealed class Buying(Walk walk, Ledger ledger, TrafficMeter meter, TimeSpan patience, TimeProvider clock)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    public bool IsSignedIn { get; private set; }

    public async Task BuyAsync(int buyer, string itemPath, Page item, Random random, CancellationToken ct)
    {
        // Drawn at once, so that failures do not shift the choices that follow.
        var (quantity, pays, fate) = (random.Next(10) == 0 ? 2 : 1, random.Next(100) < 75, random.Next(100));
        if (!IsSignedIn)
        {
            if (!await SignInAsync(buyer, ct))
                return;
            item = await GetAsync("item", itemPath, ct);
        }
        if (item.Forms("/cart/add") is not [var form, ..])
            return;
        form["quantity"] = quantity.ToString(CultureInfo.InvariantCulture);
        form["then"] = fate < 70 ? "checkout" : "cart";
        // Adding is no order: a lost answer is not retried, lest two pieces lie in the cart.
        var added = await walk.PostAsync("add", "/cart/add", form, ct);
        if (added.Location is "/checkout")
            await OrderAsync(buyer, pays, fate, ct);
        else if (added.Location?.StartsWith("/sign-in", StringComparison.Ordinal) == true)
            IsSignedIn = false;
        else if (added.Location?.StartsWith("/cart", StringComparison.Ordinal) == true)
            await GetAsync("cart", "/cart", ct);
    }

    private async Task<bool> SignInAsync(int buyer, CancellationToken ct)
    {
        var page = await GetAsync("sign-in", "/sign-in", ct);
        if (page.Forms("/sign-in") is not [var form, ..])
            return false;
        form["email"] = $"buyer{buyer}@seawall.test";
        form["password"] = "seawall-demo";
        var answer = await PostAsync("sign-in", "/sign-in", form, ct);
        return IsSignedIn = answer.Location is not null;
    }

    private async Task OrderAsync(int buyer, bool pays, int fate, CancellationToken ct)
    {
        var page = await GetAsync("checkout", "/checkout", ct);
        if (page.Forms("/orders") is not [var form, ..])
            return;
        form["name"] = $"Buyer {buyer}";
        form["phone"] = "13800000000";
        form["address"] = "1 Harbour Road";
        var answer = await PostAsync("order", "/orders", form, ct);
        if (OrderOf(answer.Location) is not { } order)
        {
            meter.Refused();
            await EmptyCartAsync(ct);
            return;
        }
        var key = Guid.Parse(form["key"]);
        ledger.Ordered(order, key, buyer);

        var shown = await GetAsync("order", $"/orders/{order}", ct);
        if (shown.Data("data-total-cents") is { } total)
            ledger.Shown(order, long.Parse(total, CultureInfo.InvariantCulture), shown.Lines());
        if (pays)
            await PayAsync(order, shown, ct);
        else if (fate % 2 == 0 && shown.Forms($"/orders/{order}/cancel") is [var cancel, ..])
            await PostAsync("cancel", $"/orders/{order}/cancel", cancel, ct);
    }

    private async Task PayAsync(long order, Page shown, CancellationToken ct)
    {
        if (shown.Forms($"/orders/{order}/pay") is not [var form, ..])
            return;
        var answer = await PostAsync("pay", $"/orders/{order}/pay", form, ct);
        if (answer.Location == $"/orders/{order}")
            ledger.Paid(order);
    }

    private async Task EmptyCartAsync(CancellationToken ct)
    {
        var cart = await GetAsync("cart", "/cart", ct);
        foreach (var form in cart.Forms("/cart/set").Where(form => form.GetValueOrDefault("quantity") == "0"))
            await walk.PostAsync("cart", "/cart/set", form, ct);
    }

    private Task<Page> GetAsync(string kind, string path, CancellationToken ct) => PersistAsync(() => walk.GetAsync(kind, path, ct), ct);

    private Task<Page> PostAsync(string kind, string path, Dictionary<string, string> form, CancellationToken ct) =>
        PersistAsync(() => walk.PostAsync(kind, path, form, ct), ct);

    private async Task<Page> PersistAsync(Func<Task<Page>> send, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var page = await send();
            if (!page.MayPass || clock.GetElapsedTime(started) > patience)
                return page;
            await Task.Delay(RetryPause, clock, ct);
        }
    }

    private static long? OrderOf(string? location) =>
        location is not null
        && location.StartsWith("/orders/", StringComparison.Ordinal)
        && long.TryParse(location.AsSpan("/orders/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var order)
            ? order
            : null;
}
