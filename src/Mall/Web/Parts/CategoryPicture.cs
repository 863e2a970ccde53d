namespace Seawall.Mall.Web.Parts;

/// <summary>The drawing that stands for a category.</summary>
internal static class CategoryPicture
{
    public static string Of(string slug) => slug switch
    {
        "digital" => "phone",
        "computers" => "laptop",
        "appliances" => "washer",
        "kitchen" => "pot",
        "women" => "dress",
        "men" => "shirt",
        "shoes" => "sneaker",
        "beauty" => "lipstick",
        "food" => "apple",
        "baby" => "bear",
        "sports" => "ball",
        _ => "sofa",
    };
}
