namespace Seawall.Mall.Web.Shell;

/// <summary>Paths that come back from a browser: only those of this site are followed.</summary>
internal static class LocalPath
{
    public static string OrHome(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.AsSpan().ContainsAny('\r', '\n') ? path : "/";
}
