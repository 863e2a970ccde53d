using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Seawall.Mall.Web.Assets;

/// <summary>Style sheet and drawings, embedded, compressed once, and served under an address that changes with their content.</summary>
internal static class SiteAssets
{
    private static readonly FrozenDictionary<string, Asset> ByFile = Load("site.css", "text/css", "glyphs.svg", "image/svg+xml", "icon.svg", "image/svg+xml");
    private static readonly FrozenDictionary<string, Asset> ByAddress = ByFile.Values.ToFrozenDictionary(asset => asset.Address);

    public static string StyleSheet { get; } = ByFile["site.css"].Address;

    public static string Glyphs { get; } = ByFile["glyphs.svg"].Address;

    public static string Icon { get; } = ByFile["icon.svg"].Address;

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
    });

    private static FrozenDictionary<string, Asset> Load(params string[] filesAndTypes) =>
        filesAndTypes.Chunk(2).Select(pair => Asset.Read(pair[0], pair[1])).ToFrozenDictionary(asset => asset.File);

    private sealed record Asset(string File, string Address, string ContentType, byte[] Plain, byte[] Brotli)
    {
        public static Asset Read(string file, string contentType)
        {
            using var plain = new MemoryStream();
            foreach (var part in Parts(file))
            {
                using var stream = typeof(SiteAssets).Assembly.GetManifestResourceStream(part)!;
                stream.CopyTo(plain);
            }
            var bytes = plain.ToArray();
            using var packed = new MemoryStream();
            using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal))
                brotli.Write(bytes);
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..10];
            return new Asset(file, $"/assets/{hash}-{file}", contentType, bytes, packed.ToArray());
        }

        // The site's style sheet goes out as one, with those of the businesses after its own.
        private static IEnumerable<string> Parts(string file) => file is not "site.css"
            ? ["Assets/" + file]
            : typeof(SiteAssets).Assembly.GetManifestResourceNames()
                .Where(name => name.EndsWith(".css", StringComparison.Ordinal))
                .OrderByDescending(name => name == "Assets/site.css").ThenBy(name => name, StringComparer.Ordinal);
    }
}
