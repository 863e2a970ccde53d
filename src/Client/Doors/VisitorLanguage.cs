using Microsoft.AspNetCore.Http;

namespace Seawall.Client.Doors;

/// <summary>Which of two languages a visitor reads: what they chose, else what their browser names first, else English.</summary>
internal static class VisitorLanguage
{
    private const string Cookie = "language=";

    public static bool IsChinese(HttpRequest request)
    {
        foreach (var cookies in request.Headers.Cookie)
        {
            foreach (var part in cookies.AsSpan().Split(';'))
            {
                var cookie = cookies.AsSpan()[part].Trim();
                if (cookie.StartsWith(Cookie, StringComparison.Ordinal))
                    return cookie[Cookie.Length..] is "zh";
            }
        }
        var wanted = request.Headers.AcceptLanguage.ToString().AsSpan();
        var (zh, en) = (wanted.IndexOf("zh", StringComparison.OrdinalIgnoreCase), wanted.IndexOf("en", StringComparison.OrdinalIgnoreCase));
        return zh >= 0 && (en < 0 || zh < en);
    }
}
