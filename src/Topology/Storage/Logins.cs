using System.Globalization;
using System.Text;

namespace Seawall.Topology;

/// <summary>
/// The logins and schemas of one instance: each business owns one schema and reaches nothing else; <c>batch</c> reads all of them.
/// Applying them again changes nothing, so a changed topology or password is simply applied.
/// </summary>
public static class Logins
{
    public const string Batch = "batch";

    public static Task ApplyAsync(PostgresInstance instance, IReadOnlyList<string> businesses, Secrets secrets, CancellationToken ct) =>
        ApplyAsync(instance, instance.Name, businesses, secrets, ct);

    internal static Task ApplyAsync(PostgresInstance instance, string database, IReadOnlyList<string> businesses, Secrets secrets, CancellationToken ct) =>
        instance.ExecuteAsync(database, Script(database, businesses, login => secrets.Password(instance.Name, login)), ct);

    /// <summary>Makes the logins without their schemas, for a restore that brings the schemas along.</summary>
    public static Task CreateAsync(PostgresInstance instance, IReadOnlyList<string> businesses, Secrets secrets, CancellationToken ct) =>
        instance.ExecuteAsync("postgres", Roles(businesses, login => secrets.Password(instance.Name, login)), ct);

    internal static string Script(string database, IReadOnlyList<string> businesses, Func<string, string> password)
    {
        var sql = new StringBuilder(Roles(businesses, password));
        void Line(FormattableString line) => sql.AppendLine(line.ToString(CultureInfo.InvariantCulture));

        Line($"REVOKE ALL ON DATABASE {Sql.Name(database)} FROM PUBLIC;");
        Line($"REVOKE ALL ON DATABASE postgres FROM PUBLIC;");
        foreach (string login in (IEnumerable<string>)[.. businesses, Batch])
        {
            Line($"GRANT CONNECT, TEMPORARY ON DATABASE {Sql.Name(database)} TO {Sql.Name(login)};");
        }
        foreach (string business in businesses)
        {
            string name = Sql.Name(business);
            Line($"CREATE SCHEMA IF NOT EXISTS {name} AUTHORIZATION {name};");
            Line($"GRANT USAGE ON SCHEMA {name} TO {Batch};");
            Line($"GRANT SELECT ON ALL TABLES IN SCHEMA {name} TO {Batch};");
            Line($"ALTER DEFAULT PRIVILEGES FOR ROLE {name} IN SCHEMA {name} GRANT SELECT ON TABLES TO {Batch};");
        }
        return sql.ToString();
    }

    private static string Roles(IReadOnlyList<string> businesses, Func<string, string> password)
    {
        var sql = new StringBuilder();
        void Role(string login, string searchPath)
        {
            string name = Sql.Name(login);
            sql.Append(CultureInfo.InvariantCulture, $"DO $do$ BEGIN CREATE ROLE {name}; EXCEPTION WHEN duplicate_object THEN NULL; END $do$;\n");
            sql.Append(CultureInfo.InvariantCulture, $"ALTER ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {Sql.Text(password(login))};\n");
            // Extensions live in public, where nobody but the superuser may create.
            sql.Append(CultureInfo.InvariantCulture, $"ALTER ROLE {name} SET search_path = {searchPath}, public;\n");
        }
        foreach (string business in businesses)
        {
            Role(business, Sql.Name(business));
        }
        Role(Batch, businesses.Count == 0 ? Sql.Name(Batch) : string.Join(", ", businesses.Select(Sql.Name)));
        sql.Append(CultureInfo.InvariantCulture, $"ALTER ROLE {Batch} SET default_transaction_read_only = on;\n");
        return sql.ToString();
    }
}
