using Npgsql;
using Seawall.Client.Sql;
using Seawall.Mall.Hosting;
using Seawall.Testing;
using Seawall.Topology;

namespace Seawall.Mall.Tests;

/// <summary>The mall's schemas with their logins and a small seed, on the test assembly's own server.</summary>
public static class MallDatabase
{
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
        await Logins.ApplyAsync(server.Instance, [.. Businesses.All.Select(business => business.Name)], Passwords, CancellationToken.None);
        foreach (var business in Businesses.All)
        {
            var connection = new NpgsqlConnectionStringBuilder(
                server.Instance.ConnectionString(business.Name, Passwords.Password(server.Instance.Name, business.Name), server.Instance.Name))
            {
                Options = "-c seawall.scale=0.02",
            };
            await Migrations.ApplyAsync(connection.ConnectionString, business.Name, business.Assembly, CancellationToken.None);
        }
        return server;
    }
}
