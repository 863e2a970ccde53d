using System.Net;
using System.Text.RegularExpressions;

namespace Seawall.Mall.Traffic.Shoppers;

/// <summary>An answer of the storefront, and what a shopper reads in it.</summary>
internal sealed partial record Page(int Status, string? Location, string Body)
{
    /// <summary>Refused because it would have written while it carries a rehearsal's mark: the answer that is due, no error.</summary>
    public bool IsUnwritten { get; init; }

    public bool IsOk => Status is >= 200 and < 400;

    /// <summary>A failure that may pass: no answer, or one that says to try later.</summary>
    public bool MayPass => Status is 0 or >= 500;

    public List<string> ItemLinks() => [.. ItemLink().Matches(Body).Select(match => match.Groups[1].Value).Distinct()];

    public List<string> CategoryLinks() => [.. CategoryLink().Matches(Body).Select(match => match.Groups[1].Value).Distinct()];

    /// <summary>Every address that the page links to, once, in page order.</summary>
    public List<string> Links() => [.. Link().Matches(Body).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Distinct()];

    public string? NextLink() => NextPage().Match(Body) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    /// <summary>The fields of every form with this action, in page order.</summary>
    public List<Dictionary<string, string>> Forms(string action) => [.. Forms().Where(form => form.Action == action).Select(form => form.Fields)];

    /// <summary>Every form whose action matches, in page order.</summary>
    public List<PageForm> Forms(Regex action) => [.. Forms().Where(form => action.IsMatch(form.Action))];

    /// <summary>The value of the first attribute with this name; null when there is none.</summary>
    public string? Data(string name) => Attribute(Body, name);

    public List<string> Lines() => [.. Line().Matches(Body).Select(match => match.Groups[1].Value)];

    private IEnumerable<PageForm> Forms() =>
        Form().Matches(Body).Select(form => new PageForm(WebUtility.HtmlDecode(form.Groups[1].Value), Fields(form.Value)));

    private static Dictionary<string, string> Fields(string form)
    {
        var fields = new Dictionary<string, string>();
        foreach (Match input in Input().Matches(form))
        {
            // What is not ticked is not sent.
            if (Attribute(input.Value, "type") is "checkbox" or "radio" && !input.Value.Contains(" checked", StringComparison.Ordinal))
                continue;
            if (Attribute(input.Value, "name") is { } name)
                fields[name] = Attribute(input.Value, "value") ?? "";
        }
        return fields;
    }

    private static string? Attribute(string html, string name)
    {
        var at = html.IndexOf($" {name}=\"", StringComparison.Ordinal);
        if (at < 0)
            return null;
        var start = at + name.Length + 3;
        var end = html.IndexOf('"', start);
        return end < 0 ? null : WebUtility.HtmlDecode(html[start..end]);
    }

    [GeneratedRegex("href=\"(/items/[0-9]+)\"")]
    private static partial Regex ItemLink();

    [GeneratedRegex("href=\"(/c/[a-z]+)\"")]
    private static partial Regex CategoryLink();

    [GeneratedRegex("<a [^>]*?href=\"(/[^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex NextPage();

    [GeneratedRegex("<form[^>]* action=\"([^\"]*)\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Input();

    [GeneratedRegex(" data-line=\"([0-9]+:[0-9]+)\"")]
    private static partial Regex Line();
}

/// <summary>A form as it would be sent: where to, and its inputs' values.</summary>
internal sealed record PageForm(string Action, Dictionary<string, string> Fields);
