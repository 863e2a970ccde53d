using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Seawall.Peers.Gate;

/// <summary>A self-signed certificate of a day, as two PEM files.</summary>
internal sealed record Certificate(string File, string Key)
{
    public static Certificate Make(BenchContext context)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        Certificate made = new(Path.Combine(context.Work, "tls.crt"), Path.Combine(context.Work, "tls.key"));
        System.IO.File.WriteAllText(made.File, certificate.ExportCertificatePem());
        System.IO.File.WriteAllText(made.Key, key.ExportPkcs8PrivateKeyPem());
        return made;
    }
}
