using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Gate.Capturing;

namespace Seawall.Gate.Admin;

/// <summary>Gives finished capture files to who knows the admin token: <c>/capture/files</c> lists them with size and digest, <c>/capture/files/NAME</c> is one.</summary>
internal sealed class CaptureDownloads(GateOptions options, CaptureSink? capture)
{
    public static void Map(IEndpointRouteBuilder app, GateOptions options, CaptureSink? capture)
    {
        var downloads = new CaptureDownloads(options, capture);
        app.MapGet("/capture/files", downloads.ListAsync);
        app.MapGet("/capture/files/{name}", downloads.Give);
    }

    /// <summary>What a gate says that captures nothing.</summary>
    public static IResult Off() => Results.Conflict(new { code = "capture-off", detail = "This gate captures nothing; set a capture directory in its options." });

    private async Task<IResult> ListAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (Refusal(http) is { } refusal)
            return refusal;
        List<object> files = [];
        foreach (FileInfo file in Finished())
        {
            try
            {
                await using FileStream content = file.OpenRead();
                string digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
                files.Add(new { name = file.Name, bytes = content.Length, sha256 = digest, lastWrite = new DateTimeOffset(file.LastWriteTimeUtc) });
            }
            catch (FileNotFoundException)
            {
                // The oldest made room meanwhile.
            }
        }
        return Results.Json(new { gate = options.Name, files });
    }

    private IResult Give(HttpContext http, string name)
    {
        if (Refusal(http) is { } refusal)
            return refusal;
        // Only a name from the list is a file: no path of a caller's is ever opened.
        return Finished().FirstOrDefault(file => file.Name == name) is { } found
            ? Results.File(found.FullName, "application/octet-stream", found.Name)
            : Results.NotFound(new { code = "no-such-capture", detail = $"There is no finished capture {name}." });
    }

    private IResult? Refusal(HttpContext http) =>
        AdminAccess.Refusal(options, http, "gives out no captures") ?? (capture is null ? Off() : null);

    private IEnumerable<FileInfo> Finished() =>
        new DirectoryInfo(options.CaptureDirectory!).EnumerateFiles("*.swc.gz").OrderBy(file => file.Name, StringComparer.Ordinal);
}
