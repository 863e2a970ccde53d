using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.SignIn;
using Seawall.Kernel.Charts;

namespace Seawall.Control.Assets;

/// <summary>Style sheet, scripts and icon, embedded, compressed once, and served under an address that changes with their content.</summary>
internal static class ConsoleAssets
{
    private static readonly FrozenDictionary<string, Asset> ByFile = new[]
    {
        Asset.Of("console.css", "text/css", Read("uPlot.min.css"), Read("console.css"), Read("changes.css"), ChartCss.Text),
        Asset.Of("console.js", "text/javascript", Read("console.js")),
        Asset.Of("palette.js", "text/javascript", Read("palette.js")),
        Asset.Of("acks.js", "text/javascript", Read("acks.js")),
        Asset.Of("live.js", "text/javascript", Read("live.js")),
        Asset.Of("htmx.min.js", "text/javascript", Read("htmx.min.js")),
        Asset.Of("uPlot.iife.min.js", "text/javascript", Read("uPlot.iife.min.js")),
        Asset.Of("icon.svg", "image/svg+xml", Read("icon.svg")),
    }.ToFrozenDictionary(asset => asset.File);

    private static readonly FrozenDictionary<string, Asset> ByAddress = ByFile.Values.ToFrozenDictionary(asset => asset.Address);

    public static string StyleSheet { get; } = ByFile["console.css"].Address;

    public static string Icon { get; } = ByFile["icon.svg"].Address;

    public static IReadOnlyList<string> Scripts { get; } = [ByFile["htmx.min.js"].Address, ByFile["console.js"].Address, ByFile["palette.js"].Address];

    public static IReadOnlyList<string> ChangeScripts { get; } = [.. Scripts, ByFile["acks.js"].Address];

    public static IReadOnlyList<string> LiveScripts { get; } = [.. Scripts, ByFile["uPlot.iife.min.js"].Address, ByFile["live.js"].Address];

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/assets/{name}", (string name, HttpContext http) =>
    {
        if (!ByAddress.TryGetValue("/assets/" + name, out var asset))
            return Results.NotFound();
        var headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        if (!http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
            return Results.Bytes(asset.Plain, asset.ContentType);
        headers.ContentEncoding = "br";
        return Results.Bytes(asset.Brotli, asset.ContentType);
    }).WithMetadata(Open.ToAll);

    private static string Read(string file)
    {
        using var reader = new StreamReader(typeof(ConsoleAssets).Assembly.GetManifestResourceStream("Assets/" + file)!);
        return reader.ReadToEnd();
    }

    private sealed record Asset(string File, string Address, string ContentType, byte[] Plain, byte[] Brotli)
    {
        public static Asset Of(string file, string contentType, params string[] parts)
        {
            var plain = Encoding.UTF8.GetBytes(string.Join('\n', parts));
            using var packed = new MemoryStream();
            using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal))
                brotli.Write(plain);
            var hash = Convert.ToHexStringLower(SHA256.HashData(plain))[..10];
            return new Asset(file, $"/assets/{hash}-{file}", contentType, plain, packed.ToArray());
        }
    }
}
