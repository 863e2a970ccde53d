using System.Globalization;

namespace Seawall.Mall.Reviews.Writing;

/// <summary>A name of which only the ends are told, such as <c>B***7</c>.</summary>
internal static class VeiledName
{
    public static string Of(string name)
    {
        // By what readers take for a character, so that none is cut in half.
        var letters = StringInfo.GetTextElementEnumerator(name.Trim());
        string first = "", last = "";
        while (letters.MoveNext())
        {
            last = letters.GetTextElement();
            if (first.Length == 0)
                first = last;
        }
        return $"{first}***{last}";
    }
}
