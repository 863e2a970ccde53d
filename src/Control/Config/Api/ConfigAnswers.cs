using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Seawall.Control.Config.Api;

/// <summary>Outcomes as answers: 200 published, 202 waits for a second person, 403 refused, 409 conflict, 422 invalid, 507 not kept, 503 when no quorum of several nodes' log answers; each refusal with a stable <c>code</c>.</summary>
internal static class ConfigAnswers
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static IResult Json(object body, int status = StatusCodes.Status200OK) => Results.Json(body, Options, statusCode: status);

    public static IResult Of(PublishOutcome outcome, IReadOnlyList<KeyConflict>? kept = null) => outcome switch
    {
        PublishOutcome.Published published => Json(new { outcome = "published", revision = published.Revision, kept = kept ?? [] }),
        PublishOutcome.Waits waits => Json(new { outcome = "waits", proposal = waits.Proposal, why = waits.Why, kept = kept ?? [] }, StatusCodes.Status202Accepted),
        PublishOutcome.Conflicted conflicted => Problem(StatusCodes.Status409Conflict, "conflict", "Changed meanwhile",
            string.Join("; ", conflicted.Conflicts.Select(conflict => $"{conflict.Key} is at revision {conflict.Actual}, not {conflict.Expected}")) + ". Look again, then decide.", ("conflicts", conflicted.Conflicts)),
        PublishOutcome.Invalid invalid => Problem(StatusCodes.Status422UnprocessableEntity, "invalid", "May not be published", string.Join("\n", invalid.Faults.Select(Line)), ("faults", invalid.Faults)),
        PublishOutcome.Refused refused => Problem(StatusCodes.Status403Forbidden, "refused", "Not allowed", refused.Why),
        PublishOutcome.NotKept notKept => Problem(StatusCodes.Status507InsufficientStorage, "not-kept", "Not kept", notKept.Why + ". Nothing was published; make room and try again."),
        _ => throw new InvalidOperationException($"{outcome} has no answer."),
    };

    public static IResult NotFound(string what) => Problem(StatusCodes.Status404NotFound, "not-found", "Not found", what);

    public static IResult BadRequest(string what) => Problem(StatusCodes.Status400BadRequest, "bad-request", "Bad request", what);

    public static IResult Problem(int status, string code, string title, string detail, (string Name, object Value)? more = null)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code };
        if (more is { } extra)
            extensions[extra.Name] = extra.Value;
        return Results.Problem(detail, statusCode: status, title: title, extensions: extensions);
    }

    private static string Line(KeyFault fault) =>
        string.Join(' ', new[] { fault.Key, fault.Path.Length == 0 ? "" : fault.Path + ":", fault.Message }.Where(part => part.Length > 0));
}
