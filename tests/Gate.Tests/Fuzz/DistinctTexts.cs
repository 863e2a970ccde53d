using System.Text;

namespace Seawall.Gate.Tests.Fuzz;

/// <summary>Many statements that differ in their names, so that each has a fingerprint of its own, with a few hot ones between them.</summary>
internal sealed class DistinctTexts(int hot)
{
    private const int ColdToAHot = 4;

    private readonly long[] _calls = new long[hot];
    private long _cold;

    /// <summary>Statements sent, hot and cold.</summary>
    public long Sent { get; private set; }

    public string HotText(int number) => $"select 1 as hot_{Letters(number)}";

    public long HotCalls(int number) => _calls[number];

    /// <summary>So many statements met for the first time, a hot one behind every fourth of them.</summary>
    public IEnumerable<byte[]> Cold(long count)
    {
        for (long i = 0; i < count; i++)
        {
            string name = Letters(_cold++);
            Sent++;
            yield return Wire.Query((_cold % 3) switch
            {
                0 => $"select * from absent_{name} where id = 1",
                1 => $"select 1 as cold_{name}",
                _ => $"select {name}.a from (values (1)) as {name}(a) where {name}.a = 2",
            });
            if (_cold % ColdToAHot == 0)
                yield return Hot();
        }
    }

    /// <summary>One fingerprint, ever new literals.</summary>
    public IEnumerable<byte[]> Literals(long count)
    {
        for (long i = 0; i < count; i++)
        {
            Sent++;
            yield return Wire.Query($"select {i} as literal, 'text {i}'");
        }
    }

    /// <summary>One statement under ever new names, each executed once.</summary>
    public IEnumerable<byte[]> Prepared(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Sent++;
            yield return Wire.Join(Wire.Parse($"p{i}", "select $1::int as prepared"), Wire.Bind("", $"p{i}", "7"), Wire.Execute(""), Wire.Sync);
        }
    }

    /// <summary>Sends in batches, and waits for the answers to each.</summary>
    public static void Send(RawClient client, IEnumerable<byte[]> messages)
    {
        byte[] answers = new byte[1 << 16];
        foreach (byte[][] batch in messages.Chunk(200))
        {
            client.Send(Wire.Join(batch));
            ReadReadies(client, batch.Length, answers);
        }
    }

    private static void ReadReadies(RawClient client, int count, byte[] answers)
    {
        ReadOnlySpan<byte> ready = "Z\0\0\0\u0005"u8;
        int kept = 0;
        while (count > 0)
        {
            int received = client.Socket.Receive(answers.AsSpan(kept));
            if (received == 0)
                throw new EndOfStreamException("The gate ended the session.");
            Span<byte> rest = answers.AsSpan(0, kept + received);
            for (int at; (at = rest.IndexOf(ready)) >= 0; rest = rest[(at + ready.Length)..])
                count--;
            // What may be the beginning of the next one, and the status byte of the last.
            kept = Math.Min(rest.Length, ready.Length - 1);
            rest[^kept..].CopyTo(answers);
        }
        if (kept == 0 && client.Socket.Receive(answers.AsSpan(0, 1)) == 0)
            throw new EndOfStreamException("The gate ended the session.");
    }

    private byte[] Hot()
    {
        int number = (int)(_cold / ColdToAHot % hot);
        _calls[number]++;
        Sent++;
        return Wire.Query(HotText(number));
    }

    // No digits: a fingerprint leaves numbers out.
    private static string Letters(long number)
    {
        StringBuilder text = new();
        do
        {
            text.Insert(0, (char)('a' + number % 26));
            number /= 26;
        }
        while (number > 0);
        return text.ToString();
    }
}
