using Seawall.Mall.Contracts.Reviews;

namespace Seawall.Mall.Reviews.Lists;

/// <summary>Which stars are good (4–5), middling (3) and bad (1–2).</summary>
internal static class StarsClass
{
    public static StarsFilter Of(int stars) => stars switch { >= 4 => StarsFilter.Good, 3 => StarsFilter.Middling, _ => StarsFilter.Bad };

    /// <summary>The condition of a list in SQL.</summary>
    public static string Condition(StarsFilter filter) => filter switch
    {
        StarsFilter.Good => "stars >= 4",
        StarsFilter.Middling => "stars = 3",
        StarsFilter.Bad => "stars <= 2",
        StarsFilter.WithPictures => "cardinality(pictures) > 0",
        _ => "true",
    };
}
