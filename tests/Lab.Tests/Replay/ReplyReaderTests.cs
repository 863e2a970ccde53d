using System.Text;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Tests;

public sealed class ReplyReaderTests
{
    private static readonly byte[] _reply =
    [
        .. Message('1', ""), .. Message('2', ""), .. Message('T', "column description"), .. Message('D', new string('r', 700)),
        .. Message('C', "SELECT 1\0"), .. Message('N', "notice"), .. Message('E', new string('e', 600)), .. Message('Z', "I"),
    ];

    [Fact]
    public void Any_two_cuts_give_the_same_messages()
    {
        string whole = Read([_reply]);
        Assert.Equal($"C:SELECT 1\0 E:{new string('e', 600)} Z:I ", whole);
        for (int first = 0; first <= _reply.Length; first += 3)
        {
            for (int second = first; second <= _reply.Length; second += 41)
            {
                Assert.Equal(whole, Read([_reply[..first], _reply[first..second], _reply[second..]]));
            }
        }
    }

    [Fact]
    public void Single_bytes_give_the_same_messages() => Assert.Equal(Read([_reply]), Read(_reply.Select(b => new[] { b })));

    [Theory]
    [InlineData("SELECT 5\0", 5)]
    [InlineData("INSERT 0 12\0", 12)]
    [InlineData("BEGIN\0", -1)]
    [InlineData("CREATE TABLE\0", -1)]
    public void Rows_are_read_from_the_tag(string tag, long rows) => Assert.Equal(rows, CommandTag.Rows(Encoding.ASCII.GetBytes(tag)));

    private static string Read(IEnumerable<byte[]> chunks)
    {
        var reader = new ReplyReader();
        var seen = new StringBuilder();
        foreach (byte[] chunk in chunks)
        {
            ReadOnlySpan<byte> input = chunk;
            while (reader.Next(ref input, out byte type, out ReadOnlySpan<byte> body))
            {
                seen.Append((char)type).Append(':').Append(Encoding.ASCII.GetString(body)).Append(' ');
            }
        }

        return seen.ToString();
    }

    private static byte[] Message(char type, string body) =>
        [(byte)type, 0, 0, (byte)((body.Length + 4) >> 8), (byte)(body.Length + 4), .. Encoding.ASCII.GetBytes(body)];
}
