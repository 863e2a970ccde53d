using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Seawall.Kernel.Reports;

/// <summary>Text as it stands in a page: markup is escaped, letters of every language stay as they are.</summary>
internal static class Html
{
    private static readonly HtmlEncoder _encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Escape(string text) => _encoder.Encode(text);
}
