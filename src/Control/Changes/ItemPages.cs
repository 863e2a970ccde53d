using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Config;
using Seawall.Control.Operators;
using Seawall.Control.Shell;

namespace Seawall.Control.Changes;

/// <summary>Everything that is no switch, and any key as JSON.</summary>
internal static class ItemPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/items", (HttpContext http, IChangeDesk desk) => View.Of<ItemsPage>(new
        {
            Visit = Visit.Of(http),
            Entries = desk.Current.Entries.Values.Where(entry => !entry.Key.StartsWith(ConfigKeys.Switch, StringComparison.Ordinal)).ToList(),
        }));
        app.MapGet("/items/edit", (string? key, HttpContext http, IChangeDesk desk) => View.Of<ItemEditPage>(new
        {
            Visit = Visit.Of(http),
            Key = key ?? "",
            Entry = desk.Current.Entries.GetValueOrDefault(key ?? ""),
            MayChange = Person.Of(http) is { Level: >= OperatorLevel.Operator },
        }));
    }
}
