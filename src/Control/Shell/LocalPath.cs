namespace Seawall.Control.Shell;

/// <summary>Paths that come back from a browser: only those of this console are followed.</summary>
internal static class LocalPath
{
    public static string OrHome(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.AsSpan().ContainsAny('\r', '\n') ? path : "/";
}
