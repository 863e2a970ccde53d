using System.Reflection;
using System.Text.RegularExpressions;
using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;
using Seawall.Mall.Hosting;

namespace Seawall.Mall.Tests.Features;

public sealed partial class FeatureTests
{
    [Fact]
    public void Every_business_grades_its_features_and_none_is_left_out_of_the_list()
    {
        var declared = typeof(MallFeatures).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.FieldType == typeof(MallFeature))
            .Select(field => (MallFeature)field.GetValue(null)!);

        Assert.Equal(declared.Select(feature => feature.Key).Order(StringComparer.Ordinal), MallFeatures.All.Select(feature => feature.Key).Order(StringComparer.Ordinal));
        Assert.Equal(Businesses.All.Select(business => business.Name), MallFeatures.All.Select(feature => feature.Business).Distinct());
    }

    [Fact]
    public void Each_says_in_both_languages_what_it_is_and_what_stands_in_for_it() => Assert.All(MallFeatures.All, feature =>
    {
        Assert.Matches(Key(), feature.Key);
        Assert.All(new[] { feature.What, feature.Fallback }, text => Assert.True(text.Zh.Length > 0 && text.En.Length > 0 && text.Zh != text.En, feature.Key));
        Assert.InRange(feature.Stalest, TimeSpan.Zero, TimeSpan.FromDays(1));
    });

    [Fact]
    public void The_way_from_browsing_to_paying_is_core_and_nothing_else_is() => Assert.Equal(
        ["accounts.signin", "catalog.browse", "promotions.pricing", "trade.cart", "trade.order", "trade.pay"],
        MallFeatures.All.Where(feature => feature.Grade == Grade.G0).Select(feature => feature.Key).Order(StringComparer.Ordinal));

    [GeneratedRegex("^[a-z]+\\.[a-z]+$")]
    private static partial Regex Key();
}
