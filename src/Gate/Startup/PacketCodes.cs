namespace Seawall.Gate.Startup;

/// <summary>The int32 codes that stand where a start-up packet has its protocol version.</summary>
internal static class PacketCodes
{
    public const int CancelRequest = 80877102;
    public const int SslRequest = 80877103;
    public const int GssEncryptionRequest = 80877104;
    public const int ProtocolMajor = 3;

    /// <summary>Start-up packets above this are closed without a word, as the server does: its 10,000 do not count the length itself.</summary>
    public const int LongestPacket = 10_004;
}
