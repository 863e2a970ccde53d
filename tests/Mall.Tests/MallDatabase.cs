using System.Reflection;
using Npgsql;
using Seawall.Client.Sql;
using Seawall.Mall.Accounts;
using Seawall.Mall.Catalog;
using Seawall.Mall.Trade;
using Seawall.Testing;
using Seawall.Topology;

namespace Seawall.Mall.Tests;

/// <summary>The mall's three schemas with their logins and a small seed, on the test assembly's own server.</summary>
public static class MallDatabase
{
    private static readonly (string Business, Assembly Assembly)[] Businesses =
    [
        (AccountsBusiness.Name, typeof(AccountsBusiness).Assembly),
        (CatalogBusiness.Name, typeof(CatalogBusiness).Assembly),
        (TradeBusiness.Name, typeof(TradeBusiness).Assembly),
    ];

    private static readonly Lazy<Task<PrivatePostgres>> Ready = new(CreateAsync);
    private static readonly Secrets Passwords = new(Directory.CreateTempSubdirectory("seawall-mall-secrets-").FullName);

    public static Task<PrivatePostgres> SharedAsync() => Ready.Value;

    /// <summary>How the business named, or the login <c>batch</c>, connects.</summary>
    public static async Task<SeawallDataOptions> OptionsAsync(string login, int poolSize = 8)
    {
        var server = await SharedAsync();
        return new SeawallDataOptions
        {
            Application = login,
            Host = "127.0.0.1",
            Port = server.Port,
            Database = server.Instance.Name,
            Username = login,
            Password = Passwords.Password(server.Instance.Name, login),
            PoolSize = poolSize,
        };
    }

    private static async Task<PrivatePostgres> CreateAsync()
    {
        var server = await PrivatePostgres.SharedAsync();
        await Logins.ApplyAsync(server.Instance, [.. Businesses.Select(b => b.Business)], Passwords, CancellationToken.None);
        foreach (var (business, assembly) in Businesses)
        {
            var connection = new NpgsqlConnectionStringBuilder(
                server.Instance.ConnectionString(business, Passwords.Password(server.Instance.Name, business), server.Instance.Name))
            {
                Options = "-c seawall.scale=0.02",
            };
            await Migrations.ApplyAsync(connection.ConnectionString, business, assembly, CancellationToken.None);
        }
        return server;
    }
}
