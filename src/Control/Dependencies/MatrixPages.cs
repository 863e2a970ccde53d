using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Control.Operators;
using Seawall.Control.Shell;

namespace Seawall.Control.Dependencies;

/// <summary><c>/matrix</c> and <c>GET /api/matrix</c>: feature × dependency, and what is red in it.</summary>
internal static class MatrixPages
{
    public static void AddMatrix(this IServiceCollection services)
    {
        services.TryAddSingleton<IMatrixFiles, NoMatrixFiles>();
        services.AddSingleton<MatrixFigures>();
    }

    public static void MapMatrix(this IEndpointRouteBuilder app)
    {
        app.MapGet("/matrix", (HttpContext http, MatrixFigures figures) => View.Of<MatrixPage>(new { Visit = Visit.Of(http), Matrix = figures.Read() }));
        app.MapGet("/api/matrix", (MatrixFigures figures) => figures.Read()).RequirePerson(OperatorLevel.Viewer);
    }
}
