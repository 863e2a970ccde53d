using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Seawall.Gate.Tests;

/// <summary>A self-signed certificate of one hour.</summary>
internal static class TestCertificate
{
    public static X509Certificate2 Create()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
    }
}
