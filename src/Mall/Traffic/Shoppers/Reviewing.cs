using System.Globalization;
using System.Text.RegularExpressions;
using Seawall.Mall.Traffic.Mix;

namespace Seawall.Mall.Traffic.Shoppers;

/// <summary>Writing the review of a paid order's first line, by the links and the form that the pages offer.</summary>
internal sealed partial class Reviewing(Walk walk, TrafficMix mix)
{
    private static readonly string[] Words =
    [
        "很好，和描述的一样，会再来。", "物流很快，包装完好。", "Just as described, would buy again.", "Good value; came a day early.", "一般，颜色和图片有点差别。",
    ];

    // Of 100 buyers, as shops know them: most are pleased, few are not.
    private static readonly (int Below, int Stars)[] Mood = [(66, 5), (86, 4), (94, 3), (97, 2), (100, 1)];

    /// <summary>What a buyer would say, or null; always draws the same number of choices.</summary>
    public Opinion? Draw(Random random)
    {
        var (writes, mood, words) = (random.Next(100) < mix.Reviews, random.Next(100), random.Next(Words.Length));
        return writes ? new Opinion(Mood.First(step => mood < step.Below).Stars, Words[words]) : null;
    }

    public async Task ReviewAsync(long order, Opinion opinion, CancellationToken ct)
    {
        var paid = await walk.GetAsync(PageKind.Order, $"/orders/{order}", ct);
        if (paid.Links().Find(link => FormAddress().IsMatch(link)) is not { } address)
            return;
        var page = await walk.GetAsync(PageKind.ReviewForm, address, ct);
        if (page.Forms(address) is not [var form, ..])
            return;
        var stars = opinion.Stars.ToString(CultureInfo.InvariantCulture);
        foreach (var score in new[] { "stars", "description", "service", "logistics" })
            form[score] = stars;
        form["text"] = opinion.Text;
        await walk.PostAsync(PageKind.Review, address, form, ct);
    }

    [GeneratedRegex("^/orders/[0-9]+/reviews/[0-9]+$")]
    private static partial Regex FormAddress();
}

/// <summary>What a buyer says of an item: 1..5 stars and a sentence.</summary>
internal sealed record Opinion(int Stars, string Text);
