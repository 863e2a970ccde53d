using System.Security.Cryptography;
using System.Text;

namespace Seawall.Postgres.Scram;

/// <summary>What a server's SASL message meant.</summary>
public enum ScramStep
{
    /// <summary>It was as it must be.</summary>
    Ok,

    /// <summary>It can't be read, or asks for what can't be given.</summary>
    Malformed,

    /// <summary>Its nonce does not begin with ours: it answers somebody else.</summary>
    ForeignNonce,

    /// <summary>The server refused; its words are in <see cref="ScramClient.ServerError"/>.</summary>
    Refused,

    /// <summary>The server does not know the password's verifier: it is not the server it claims to be.</summary>
    WrongServerSignature,
}

/// <summary>
/// The client's side of SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677) as PostgreSQL speaks it: the user name stays empty, it
/// came with the start-up packet. Passwords are sent through unprepared: SASLprep changes nothing in ASCII.
/// </summary>
public sealed class ScramClient
{
    private const int MaxIterations = 10_000_000;
    private readonly byte[] _password;
    private readonly string _nonce;
    private readonly string _bare;
    private readonly bool _couldBind;
    private byte[] _serverKey = [];
    private string _authMessage = "";

    /// <summary>A client for one login; `clientNonce` only in tests.</summary>
    public ScramClient(string password, string? clientNonce = null, string userName = "", bool couldBindChannel = false)
    {
        _password = Encoding.UTF8.GetBytes(password);
        _nonce = clientNonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        _bare = $"n={userName},r={_nonce}";
        _couldBind = couldBindChannel;
    }

    /// <summary>The mechanism to name in the first answer.</summary>
    public static ReadOnlySpan<byte> Mechanism => "SCRAM-SHA-256"u8;

    /// <summary>What the server said when it refused.</summary>
    public string ServerError { get; private set; } = "";

    // "n": no channel binding here; "y": we could, the server did not offer it.
    private string Header => _couldBind ? "y,," : "n,,";

    /// <summary>The client's first message.</summary>
    public byte[] First() => Encoding.UTF8.GetBytes(Header + _bare);

    /// <summary>Reads the server's first message and makes the final one of the client.</summary>
    public ScramStep Continue(ReadOnlySpan<byte> serverFirst, out byte[] clientFinal)
    {
        clientFinal = [];
        string text = Encoding.UTF8.GetString(serverFirst);
        string[] parts = text.Split(',');
        if (parts.Length < 3 || !parts[0].StartsWith("r=", StringComparison.Ordinal) || !parts[1].StartsWith("s=", StringComparison.Ordinal)
            || !parts[2].StartsWith("i=", StringComparison.Ordinal))
            return ScramStep.Malformed;
        string nonce = parts[0][2..];
        if (!nonce.StartsWith(_nonce, StringComparison.Ordinal) || nonce.Length == _nonce.Length)
            return ScramStep.ForeignNonce;
        if (!TryBase64(parts[1].AsSpan(2), out byte[] salt) || salt.Length == 0
            || !int.TryParse(parts[2].AsSpan(2), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int iterations)
            || iterations is < 1 or > MaxIterations)
            return ScramStep.Malformed;
        clientFinal = Prove(text, nonce, salt, iterations);
        return ScramStep.Ok;
    }

    /// <summary>Reads the server's final message: only <see cref="ScramStep.Ok"/> proves that it knows the verifier.</summary>
    public ScramStep Finish(ReadOnlySpan<byte> serverFinal)
    {
        string text = Encoding.UTF8.GetString(serverFinal);
        if (text.StartsWith("e=", StringComparison.Ordinal))
        {
            ServerError = text[2..];
            return ScramStep.Refused;
        }

        if (_serverKey.Length == 0 || !text.StartsWith("v=", StringComparison.Ordinal) || !TryBase64(text.AsSpan(2).TrimEnd(','), out byte[] signature))
            return ScramStep.Malformed;
        byte[] expected = HMACSHA256.HashData(_serverKey, Encoding.UTF8.GetBytes(_authMessage));
        return CryptographicOperations.FixedTimeEquals(expected, signature) ? ScramStep.Ok : ScramStep.WrongServerSignature;
    }

    private byte[] Prove(string serverFirst, string nonce, byte[] salt, int iterations)
    {
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(_password, salt, iterations, HashAlgorithmName.SHA256, HMACSHA256.HashSizeInBytes);
        byte[] clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        byte[] storedKey = SHA256.HashData(clientKey);
        _serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        string withoutProof = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(Header))},r={nonce}";
        _authMessage = $"{_bare},{serverFirst},{withoutProof}";
        byte[] proof = HMACSHA256.HashData(storedKey, Encoding.UTF8.GetBytes(_authMessage));
        for (int i = 0; i < proof.Length; i++)
            proof[i] ^= clientKey[i];
        CryptographicOperations.ZeroMemory(salted);
        CryptographicOperations.ZeroMemory(clientKey);
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    private static bool TryBase64(ReadOnlySpan<char> text, out byte[] value)
    {
        value = new byte[text.Length];
        bool ok = Convert.TryFromBase64Chars(text, value, out int written);
        value = value[..written];
        return ok;
    }
}
