using System.Globalization;
using System.Text;
using Npgsql;

namespace Seawall.Topology;

/// <summary>
/// The logins and schemas of one instance: each business owns one schema and reaches nothing else; <c>batch</c> reads all of them.
/// Applying them again changes nothing, so a changed topology or password is simply applied.
/// </summary>
public static class Logins
{
    public const string Batch = "batch";

    public static async Task ApplyAsync(PostgresInstance instance, IReadOnlyList<string> businesses, Secrets secrets, CancellationToken ct)
    {
        string Password(string login) => secrets.Password(instance.Name, login);
        await using var connection = new NpgsqlConnection(instance.AdminConnectionString + ";Pooling=false");
        await connection.OpenAsync(ct).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(Script(instance.Name, businesses, Password), connection);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    internal static string Script(string database, IReadOnlyList<string> businesses, Func<string, string> password)
    {
        var sql = new StringBuilder();
        void Line(FormattableString line) => sql.AppendLine(line.ToString(CultureInfo.InvariantCulture));

        Line($"REVOKE ALL ON DATABASE {Sql.Name(database)} FROM PUBLIC;");
        Line($"REVOKE ALL ON DATABASE postgres FROM PUBLIC;");
        foreach (string login in (IEnumerable<string>)[.. businesses, Batch])
        {
            Line($"DO $do$ BEGIN CREATE ROLE {Sql.Name(login)} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $do$;");
            Line($"ALTER ROLE {Sql.Name(login)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {Sql.Text(password(login))};");
            Line($"GRANT CONNECT, TEMPORARY ON DATABASE {Sql.Name(database)} TO {Sql.Name(login)};");
        }
        foreach (string business in businesses)
        {
            string name = Sql.Name(business);
            Line($"CREATE SCHEMA IF NOT EXISTS {name} AUTHORIZATION {name};");
            // Extensions live in public, where nobody but the superuser may create.
            Line($"ALTER ROLE {name} SET search_path = {name}, public;");
            Line($"GRANT USAGE ON SCHEMA {name} TO {Batch};");
            Line($"GRANT SELECT ON ALL TABLES IN SCHEMA {name} TO {Batch};");
            Line($"ALTER DEFAULT PRIVILEGES FOR ROLE {name} IN SCHEMA {name} GRANT SELECT ON TABLES TO {Batch};");
        }
        Line($"ALTER ROLE {Batch} SET search_path = {string.Join(", ", businesses.Select(Sql.Name).Append("public"))};");
        Line($"ALTER ROLE {Batch} SET default_transaction_read_only = on;");
        return sql.ToString();
    }
}
