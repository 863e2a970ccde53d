using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Seawall.Client.Hosting;

/// <summary>Says in a problem body whether a failed call may be tried again: 503 when a database or service was not there, 504 when it was too slow.</summary>
internal sealed class ServiceProblems(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var (status, code) = exception switch
        {
            DbException => (StatusCodes.Status503ServiceUnavailable, "database_unavailable"),
            HttpRequestException => (StatusCodes.Status503ServiceUnavailable, "service_unavailable"),
            TimeoutException or OperationCanceledException => (StatusCodes.Status504GatewayTimeout, "timeout"),
            _ => (0, ""),
        };
        if (status == 0)
            return false;
        httpContext.Response.StatusCode = status;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            Exception = exception,
            ProblemDetails = new ProblemDetails { Status = status, Title = code, Extensions = { ["code"] = code } },
        });
    }
}
