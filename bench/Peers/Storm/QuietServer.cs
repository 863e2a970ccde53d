using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Seawall.Peers.Storm;

/// <summary>
/// A server behind the gate that costs as little as can be: it lets everyone in without a question and answers every simple query with one tag, or with a gigabyte
/// when its text begins with <c>big</c>, so that what is measured is the gate. <c>storm-server PORT</c>; a process of its own, since each session of the gate is a connection here.
/// </summary>
internal static class QuietServer
{
    public const string Verb = "storm-server";

    private const int Backlog = 16_384;
    private static readonly byte[] _done = [(byte)'C', 0, 0, 0, 13, .. "SELECT 1\0"u8, (byte)'Z', 0, 0, 0, 5, (byte)'I'];
    private static int _last;

    public static async Task<int> RunAsync(int port)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(Backlog);
        while (true)
            _ = ServeAsync(await listener.AcceptAsync());
    }

    private static async Task ServeAsync(Socket client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                byte[] buffer = new byte[2_048];
                int length = 0;
                bool isIn = false;
                int count;
                while ((count = await client.ReceiveAsync(buffer.AsMemory(length))) > 0)
                {
                    length += count;
                    int queries = 0;
                    int at = 0;
                    while (TryTake(buffer.AsSpan(at, length - at), isIn, out byte type, out int taken))
                    {
                        at += taken;
                        if (isIn && type == (byte)'X')
                            return;
                        if (isIn && buffer.AsSpan(at - taken + 5).StartsWith("big"u8))
                            await PourAsync(client);
                        else if (isIn)
                            queries++;
                        else
                            await client.SendAsync(Welcome());
                        isIn = true;
                    }
                    buffer.AsSpan(at, length - at).CopyTo(buffer);
                    length -= at;
                    for (; queries > 0; queries--)
                        await client.SendAsync(_done);
                }
            }
            catch (SocketException)
            {
                // The gate is gone.
            }
        }
    }

    // One gigabyte of rows of a single column.
    private static async Task PourAsync(Socket client)
    {
        const int content = 65_500;
        byte[] row = new byte[11 + content];
        row[0] = (byte)'D';
        BinaryPrimitives.WriteInt32BigEndian(row.AsSpan(1), row.Length - 1);
        BinaryPrimitives.WriteInt16BigEndian(row.AsSpan(5), 1);
        BinaryPrimitives.WriteInt32BigEndian(row.AsSpan(7), content);
        for (long left = 1L << 30; left > 0; left -= row.Length)
            await client.SendAsync(row);
        await client.SendAsync(_done);
    }

    private static bool TryTake(ReadOnlySpan<byte> bytes, bool isTyped, out byte type, out int taken)
    {
        int skip = isTyped ? 1 : 0;
        type = isTyped && bytes.Length > 0 ? bytes[0] : (byte)0;
        taken = bytes.Length < skip + 4 ? int.MaxValue : skip + BinaryPrimitives.ReadInt32BigEndian(bytes[skip..]);
        return taken <= bytes.Length;
    }

    // AuthenticationOk, one ParameterStatus, BackendKeyData, ReadyForQuery.
    private static byte[] Welcome()
    {
        byte[] welcome =
        [
            (byte)'R', 0, 0, 0, 8, 0, 0, 0, 0,
            (byte)'S', 0, 0, 0, 25, .. "server_version\0"u8, .. "15.20\0"u8,
            (byte)'K', 0, 0, 0, 12, 0, 0, 0, 0, 1, 2, 3, 4,
            (byte)'Z', 0, 0, 0, 5, (byte)'I',
        ];
        BinaryPrimitives.WriteInt32BigEndian(welcome.AsSpan(9 + 26 + 5), Interlocked.Increment(ref _last));
        return welcome;
    }
}
