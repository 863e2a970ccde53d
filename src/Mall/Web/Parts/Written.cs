namespace Seawall.Mall.Web.Parts;

/// <summary>In which language buyers wrote, so that it is read aloud in that one whatever the page's is.</summary>
internal static class Written
{
    public static string In(string text) => text.AsSpan().ContainsAnyInRange('\u4e00', '\u9fff') ? "zh-CN" : "en";
}
