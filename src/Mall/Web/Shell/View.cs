using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Seawall.Mall.Web.Shell;

/// <summary>A page as an answer.</summary>
internal static class View
{
    public static IResult Of<TPage>(object parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new RazorComponentResult<TPage>(parameters) { StatusCode = status, PreventStreamingRendering = true };

    public static IResult NotFound(Visit visit) => Problem(visit, StatusCodes.Status404NotFound);

    public static IResult Problem(Visit visit, int status) => Of<ProblemPage>(new { Visit = visit, Status = status }, status);

    /// <summary>After a form: another page, so that reloading it sends nothing twice.</summary>
    public static IResult See(string path, string? notice = null) =>
        Results.LocalRedirect(notice is null ? path : path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "notice=" + notice);
}
