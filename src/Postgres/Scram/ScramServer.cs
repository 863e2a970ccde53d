using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Seawall.Postgres.Scram;

/// <summary>What a server keeps of a password (RFC 5802, 3): enough to check who knows it, too little to log in elsewhere.</summary>
public sealed class ScramVerifier
{
    /// <summary>Rounds of PBKDF2, as PostgreSQL's own default.</summary>
    public const int Iterations = 4096;

    private ScramVerifier(byte[] salt, byte[] storedKey, byte[] serverKey) => (Salt, StoredKey, ServerKey) = (salt, storedKey, serverKey);

    internal byte[] Salt { get; }

    internal byte[] StoredKey { get; }

    internal byte[] ServerKey { get; }

    /// <summary>The verifier of a password under a new salt; takes about a millisecond.</summary>
    public static ScramVerifier Of(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, HMACSHA256.HashSizeInBytes);
        byte[] clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var verifier = new ScramVerifier(salt, SHA256.HashData(clientKey), HMACSHA256.HashData(salted, "Server Key"u8));
        CryptographicOperations.ZeroMemory(salted);
        CryptographicOperations.ZeroMemory(clientKey);
        return verifier;
    }
}

/// <summary>
/// The server's side of one login by SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677). The user name in the client's message is not looked at, as in
/// PostgreSQL: it came with the start-up packet. A client that could bind the channel and was not offered it (<c>y,,</c>) is as welcome as one that can't.
/// </summary>
public sealed class ScramServer(ScramVerifier verifier)
{
    private string _header = "";
    private string _clientFirst = "";
    private string _serverFirst = "";
    private string _nonce = "";

    /// <summary>Reads the client's first message and makes the server's; false when it can't be read or asks for channel binding.</summary>
    public bool TryBegin(ReadOnlySpan<byte> clientFirst, out byte[] serverFirst)
    {
        serverFirst = [];
        string text = Encoding.UTF8.GetString(clientFirst);
        if (!text.StartsWith("n,,", StringComparison.Ordinal) && !text.StartsWith("y,,", StringComparison.Ordinal))
            return false;
        (_header, _clientFirst) = (text[..3], text[3..]);
        string[] parts = _clientFirst.Split(',');
        if (parts.Length < 2 || !parts[0].StartsWith("n=", StringComparison.Ordinal) || !parts[1].StartsWith("r=", StringComparison.Ordinal) || parts[1].Length == 2)
            return false;
        _nonce = parts[1][2..] + Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        _serverFirst = string.Create(CultureInfo.InvariantCulture, $"r={_nonce},s={Convert.ToBase64String(verifier.Salt)},i={ScramVerifier.Iterations}");
        serverFirst = Encoding.UTF8.GetBytes(_serverFirst);
        return true;
    }

    /// <summary>Reads the client's final message and makes the server's; false when the client does not know the password, or its message can't be read.</summary>
    public bool TryFinish(ReadOnlySpan<byte> clientFinal, out byte[] serverFinal)
    {
        serverFinal = [];
        string text = Encoding.UTF8.GetString(clientFinal);
        int at = text.LastIndexOf(",p=", StringComparison.Ordinal);
        string expected = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(_header))},r={_nonce}";
        Span<byte> proof = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (at < 0 || _nonce.Length == 0 || text[..at] != expected || !Convert.TryFromBase64String(text[(at + 3)..], proof, out int length) || length != proof.Length)
            return false;
        byte[] message = Encoding.UTF8.GetBytes($"{_clientFirst},{_serverFirst},{expected}");
        byte[] signature = HMACSHA256.HashData(verifier.StoredKey, message);
        for (int i = 0; i < proof.Length; i++)
            proof[i] ^= signature[i];
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(proof), verifier.StoredKey))
            return false;
        serverFinal = Encoding.UTF8.GetBytes("v=" + Convert.ToBase64String(HMACSHA256.HashData(verifier.ServerKey, message)));
        return true;
    }
}
