using System.Security.Cryptography;
using System.Text;

namespace Seawall.Gate.Tests.Conformance;

/// <summary>The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), with what a client may get wrong. One login after the other.</summary>
internal sealed class ScramClient(string password)
{
    private string _firstBare = "";

    public string Mechanism { get; init; } = "SCRAM-SHA-256";

    /// <summary>The GS2 header: whether the channel is bound, and in whose name.</summary>
    public string Header { get; init; } = "n,,";

    public byte[]? Answer(PasswordRequest request) => request.Code switch
    {
        10 => First(),
        11 => Wire.Message('p', Encoding.UTF8.GetBytes(Final(Encoding.UTF8.GetString(request.Content)))),
        _ => null,
    };

    private byte[] First()
    {
        _firstBare = $"n=,r={Convert.ToBase64String(RandomNumberGenerator.GetBytes(18))}";
        byte[] first = Encoding.UTF8.GetBytes(Header + _firstBare);
        return Wire.Message('p', Wire.Text(Mechanism), Wire.Int32(first.Length), first);
    }

    private string Final(string serverFirst)
    {
        string[] parts = serverFirst.Split(',');
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromBase64String(parts[1][2..]), int.Parse(parts[2].AsSpan(2), provider: null), HashAlgorithmName.SHA256, 32);
        byte[] key = HMACSHA256.HashData(salted, "Client Key"u8);
        string withoutProof = $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(Header))},{parts[0]}";
        byte[] signature = HMACSHA256.HashData(SHA256.HashData(key), Encoding.UTF8.GetBytes($"{_firstBare},{serverFirst},{withoutProof}"));
        for (int i = 0; i < key.Length; i++)
            key[i] ^= signature[i];
        return $"{withoutProof},p={Convert.ToBase64String(key)}";
    }
}
