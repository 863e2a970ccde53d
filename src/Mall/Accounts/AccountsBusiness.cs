using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Client.Features;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Accounts.Buyers;
using Seawall.Mall.Accounts.Sessions;
using Seawall.Mall.Contracts.Accounts;

namespace Seawall.Mall.Accounts;

/// <summary>The accounts business: buyers and their sessions.</summary>
public static class AccountsBusiness
{
    /// <summary>Its name: schema, login and key of its database.</summary>
    public const string Name = "accounts";

    /// <summary>Hosts the business in this process.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services, SeawallDataOptions database)
    {
        services.AddSeawallDatabase(Name, database);
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<Passwords>()
            .AddSingleton<BuyerSessions>()
            .AddSingleton<Registrations>()
            .AddSingleton<IAccounts, LocalAccounts>();
    }

    /// <summary>Serves <see cref="AccountsClient"/>; for services only, never on an address that strangers reach.</summary>
    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        var accounts = app.MapGroup("/accounts");
        accounts.MapPost("/buyers", (Registration body, IAccounts service, CancellationToken ct) => service.RegisterAsync(body, ct)).WithFeature(AccountsFeatures.Register.Feature);
        accounts.MapPost("/sessions", (Credentials body, IAccounts service, CancellationToken ct) => service.SignInAsync(body, ct)).WithFeature(AccountsFeatures.SignIn.Feature);
        accounts.MapPost("/sessions/buyer", async (TokenBody body, IAccounts service, CancellationToken ct) =>
            new BuyerAnswer(await service.FindBuyerAsync(body.Token, ct)));
        accounts.MapPost("/sessions/end", (TokenBody body, IAccounts service, CancellationToken ct) => service.SignOutAsync(body.Token, ct));
    }
}
