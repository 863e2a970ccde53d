using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Seawall.Client.Switches.Flags;

namespace Seawall.Control.Ofrep;

/// <summary>The body of a request, <c>{"context": {"targetingKey": "…", …}}</c>; the context may be left out.</summary>
/// <param name="Error">One of <see cref="FlagErrors"/> when the body is none.</param>
internal sealed record OfrepRequest(FlagContext Context, string? Error = null, string? Details = null)
{
    private const int MostBytes = 64 * 1024;

    public bool HasKey => Context.Attributes.GetValueOrDefault(FlagContext.TargetingKey) is string { Length: > 0 };

    public static async Task<OfrepRequest> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MostBytes)
            return new OfrepRequest(FlagContext.Empty, FlagErrors.InvalidContext, $"The body may have {MostBytes} bytes at most.");
        var bytes = new byte[MostBytes + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, http.RequestAborted);
        if (length > MostBytes)
            return new OfrepRequest(FlagContext.Empty, FlagErrors.InvalidContext, $"The body may have {MostBytes} bytes at most.");
        return Read(bytes.AsMemory(0, length));
    }

    private static OfrepRequest Read(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return new OfrepRequest(FlagContext.Empty);
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return new OfrepRequest(FlagContext.Empty, FlagErrors.Parse, "The body must be a JSON object.");
            if (!json.RootElement.TryGetProperty("context", out var context) || context.ValueKind == JsonValueKind.Null)
                return new OfrepRequest(FlagContext.Empty);
            return context.ValueKind == JsonValueKind.Object
                ? new OfrepRequest(FlagContext.Of(context))
                : new OfrepRequest(FlagContext.Empty, FlagErrors.InvalidContext, "The context must be a JSON object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is half a character, such as "\ud800".
            return new OfrepRequest(FlagContext.Empty, FlagErrors.Parse, $"The body is no JSON: {e.Message}");
        }
    }
}
