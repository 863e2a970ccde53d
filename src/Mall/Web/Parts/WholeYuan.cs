using Seawall.Kernel;

namespace Seawall.Mall.Web.Parts;

/// <summary>Round amounts as offers name them.</summary>
internal static class WholeYuan
{
    /// <summary>The amount without its cents when it has none: <c>300</c>, but <c>12.50</c>.</summary>
    public static string Whole(this Cents amount) => amount.ToString() is var text && text.EndsWith(".00", StringComparison.Ordinal) ? text[..^3] : text;
}
