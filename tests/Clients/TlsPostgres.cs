using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Seawall.Testing;

namespace Seawall.Clients.Tests;

/// <summary>The assembly's PostgreSQL server with TLS turned on, under the certificate that the gate before it shows too.</summary>
internal static class TlsPostgres
{
    private static readonly Lazy<Task<PrivatePostgres>> s_started = new(StartAsync);

    public static X509Certificate2 Certificate { get; } = Gate.Tests.TestCertificate.Create();

    public static Task<PrivatePostgres> StartedAsync() => s_started.Value;

    private static async Task<PrivatePostgres> StartAsync()
    {
        PrivatePostgres postgres = await PrivatePostgres.SharedAsync();
        await WriteAsync("server.crt", Certificate.ExportCertificatePem());
        using RSA key = Certificate.GetRSAPrivateKey()!;
        await WriteAsync("server.key", key.ExportPkcs8PrivateKeyPem());
        await postgres.ExecuteAsync("alter system set ssl = on");
        await postgres.ExecuteAsync("select pg_reload_conf()");
        // New connections get TLS as soon as the server has read its settings again.
        await Gate.Tests.Eventually.BecomesAsync(() => OffersTlsAsync(postgres), offered => offered, "the server offers TLS");
        return postgres;

        // By the server's own hand: it takes a key only from its own user.
        Task WriteAsync(string file, string pem) => postgres.ExecuteAsync(
            $"copy (select unnest(string_to_array('{pem.Trim()}', e'\\n'))) to program 'umask 077; cat > {file}'");
    }

    private static async Task<bool> OffersTlsAsync(PrivatePostgres postgres)
    {
        try
        {
            await using NpgsqlConnection connection = new(postgres.ConnectionString + ";SSL Mode=Require;Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
