using Npgsql;
using Seawall.Testing;
using Seawall.Topology;

namespace Seawall.Lab.Tests;

/// <summary>A fresh database on the shared private server, marked as a test site.</summary>
internal static class TargetDatabase
{
    public static async Task<string> CreateAsync(string schema, bool marked = true)
    {
        PrivatePostgres server = await PrivatePostgres.SharedAsync();
        string connectionString = await server.CreateDatabaseAsync("replay");
        await server.ExecuteAsync(schema, connectionString);
        if (marked)
        {
            await MarkAsync(server, connectionString);
        }

        return connectionString;
    }

    private static Task MarkAsync(PrivatePostgres server, string connectionString) => server.ExecuteAsync(
        """
        CREATE TABLE public.seawall_test_site (
            only_row boolean PRIMARY KEY DEFAULT true, system_identifier text NOT NULL, source text NOT NULL,
            source_system_identifier text, created_at timestamptz NOT NULL);
        INSERT INTO public.seawall_test_site
            SELECT true, system_identifier::text, 'test', 'another', now() FROM pg_control_system();
        GRANT SELECT ON public.seawall_test_site TO PUBLIC
        """,
        connectionString);
}
