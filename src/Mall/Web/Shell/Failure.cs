using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Seawall.Mall.Web.Shell;

/// <summary>What a failed request is to the buyer: a bad form (400), or a mall that does not answer right now (503).</summary>
internal static partial class Failure
{
    public static int StatusOf(HttpContext http)
    {
        var failure = http.Features.Get<IExceptionHandlerPathFeature>();
        if (failure?.Error is BadHttpRequestException)
            return StatusCodes.Status400BadRequest;
        if (failure is not null && IsOutage(failure.Error))
            Log.Outage(http.RequestServices.GetRequiredService<ILogger<Visit>>(), failure.Path, failure.Error.Message);
        return StatusCodes.Status503ServiceUnavailable;
    }

    /// <summary>True when a service or database did not answer, which is no fault of the page.</summary>
    public static bool IsOutage(Exception exception) => exception is HttpRequestException or DbException or TimeoutException or OperationCanceledException;

    private static partial class Log
    {
        [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "{Path} is answered with 503: {Reason}")]
        public static partial void Outage(ILogger logger, string path, string reason);
    }
}
