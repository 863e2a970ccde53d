using System.Globalization;

namespace Seawall.Mall.GroupBuy.Deals;

/// <summary>Under which keys the business's cache keeps what.</summary>
internal static class DealKeys
{
    public const string Home = "home";

    public static string List(string? category, DealCursor after, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"list:{category}:{after}:{count}");

    public static string Deal(long id) => string.Create(CultureInfo.InvariantCulture, $"deal:{id}");
}
