using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Seawall.Mall.Tests.Features;

/// <summary>What a page shows when a part of it was taken out carelessly: lists of nothing, headings over nothing, links into nothing.</summary>
internal static class PageHoles
{
    private const string Containers = "main ul, main ol, main nav, main section, main p, main h1, main h2, main form, main aside, .places";

    public static IReadOnlyList<string> In(string html)
    {
        var page = new HtmlParser().ParseDocument(html);
        return
        [
            .. page.QuerySelectorAll(Containers).Where(IsEmpty).Select(element => "nothing in " + Name(element)),
            .. page.QuerySelectorAll("main h2").Where(IsOverNothing).Select(heading => $"nothing under “{heading.TextContent}”"),
            .. page.QuerySelectorAll("a[href^='#']").Where(link => page.GetElementById(link.GetAttribute("href")![1..]) is null).Select(link => "nothing at " + link.GetAttribute("href")),
        ];
    }

    private static bool IsEmpty(IElement element) =>
        string.IsNullOrWhiteSpace(element.TextContent) && element.QuerySelector("svg, img, input, button") is null && element.TagName != "SVG";

    // A heading in a row of its own stands over what follows the row.
    private static bool IsOverNothing(IElement heading)
    {
        var block = heading.ParentElement!.ClassList.Contains("row") ? heading.ParentElement : heading;
        return block.NextElementSibling is not { } next || next.TagName == "H2";
    }

    private static string Name(IElement element) => $"{element.TagName.ToLowerInvariant()}.{element.ClassName} of {element.ParentElement!.ClassName}";
}
