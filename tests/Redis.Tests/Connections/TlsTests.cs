using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Seawall.Testing;

namespace Seawall.Redis.Tests.Connections;

public sealed class TlsTests
{
    [Fact]
    public async Task A_certificate_is_judged_by_the_rules_given_and_refused_by_the_systems()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=cache.test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var tlsPort = 0;
        await using var server = await PrivateRedis.StartAsync((folder, _) =>
        {
            File.WriteAllText(Path.Combine(folder, "server.crt"), certificate.ExportCertificatePem());
            File.WriteAllText(Path.Combine(folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
            tlsPort = FreePort.Next();
            return $"tls-port {tlsPort}\ntls-cert-file {folder}/server.crt\ntls-key-file {folder}/server.key\ntls-auth-clients no\n";
        });
        var options = RedisFixture.OptionsOf(server) with { Port = tlsPort, Tls = true, ServerName = "cache.test" };

        await using var client = await RedisClient.ConnectAsync(
            options with { ValidateCertificate = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString() }, CancellationToken.None);
        var large = new byte[300_000];
        await client.SetAsync("a", large);
        Assert.Equal(large, await client.GetAsync("a", CancellationToken.None));

        var refused = await Assert.ThrowsAsync<RedisUnavailableException>(() => RedisClient.ConnectAsync(options, CancellationToken.None));
        Assert.Contains("certificate", refused.Cause, StringComparison.Ordinal);
    }
}
