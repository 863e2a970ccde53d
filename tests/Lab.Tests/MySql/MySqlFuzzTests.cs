using System.Globalization;
using System.Text;
using Seawall.Lab.Analysis;
using Seawall.Lab.Logs;
using Seawall.Lab.MySql;

namespace Seawall.Lab.Tests.MySql;

/// <summary>Seeded damage to MySQL's logs: no reader fails, every byte is accounted for. SEAWALL_SEED runs one seed again.</summary>
public sealed class MySqlFuzzTests
{
    private const int Rounds = 400;

    private static readonly string[] _pieces =
        [";\n", ";\n# User@Host: ", "\n# Time: ", "# Query_time: ", "\t\t    3 Query\t", "\n2024-05-01T12:00:00.1Z\t", "SET timestamp=", "use ", "/*!", "*/", "`", "\\", "'", "Thread_id: 9", "Schema: ", "\n\n", "\0"];

    [Theory]
    [InlineData("slow", 30)]
    [InlineData("general", 40)]
    public void Damage_of_any_kind_is_read_to_its_end(string kind, int soundEvents)
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("SEAWALL_SEED"), CultureInfo.InvariantCulture, out int given) ? given : Environment.TickCount;
        var chance = new Random(seed);
        byte[] sound = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10).Select(i => kind == "slow" ? Slow(i) : General(i))));
        Assert.Equal(soundEvents, Run(kind, sound, 1 << 16, out _));
        for (int round = 0; round < Rounds; round++)
        {
            byte[] log = Damage(sound, chance);
            int buffer = 16 << chance.Next(8);
            try
            {
                Run(kind, log, buffer, out InputTally tally);
                Assert.True(tally.Balances, $"{tally.BytesRead} read, {tally.BytesOfStatements} + {tally.BytesOfOthers} + {tally.BytesSkipped} accounted for");
                Assert.Equal(log.Length, tally.BytesRead);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"SEAWALL_SEED={seed}, {kind}, round {round}, buffer {buffer}: {e.Message}", e);
            }
        }
    }

    private static int Run(string kind, byte[] log, int buffer, out InputTally tally)
    {
        var input = new MemoryStream(log);
        using EventSource reader = kind == "slow" ? new SlowLogReader(input, bufferSize: buffer) : new GeneralLogReader(input, bufferSize: buffer);
        var analyzer = new LogAnalyzer(3);
        analyzer.Read(reader, CancellationToken.None);
        analyzer.Report();
        tally = reader.Tally;
        return (int)tally.Events;
    }

    private static string Slow(int i) =>
        $"# Time: 2024-05-01T12:00:0{i}.500000Z\n# User@Host: a[a] @ h []  Id: {i}\n# Query_time: 0.25  Lock_time: 0.1 Rows_sent: 3  Rows_examined: 40\nuse d;\nSET timestamp=1;\nselect 'x\\'y;\n' from `t`;\n"
        + $"# User@Host: a[a] @ h [10.0.0.1]\n# Thread_id: 3  Schema: s  QC_hit: No\n# Query_time: 0.25  Lock_time: 0.1  Rows_sent: 3  Rows_examined: 40\n# explain: 1\tSIMPLE\n#\nSET timestamp=1795411243;\n/*!40101 SET NAMES utf8 */;\n"
        + $"# User@Host: a[a] @ h []  Id: {i}\n# Query_time: 0.1  Lock_time: 0.1 Rows_sent: 3  Rows_examined: 40\nSET timestamp=1;\n# administrator command: Quit;\n"
        + $"# Time: 240501  1:00:0{i}\n# User@Host: a[a] @ h []  Id: {i}\n# Query_time: 0.1  Lock_time: 0.1 Rows_sent: 3  Rows_examined: 40\nSET timestamp=1;\ninsert into t values (1,\"双\"),(2,'b');\n";

    private static string General(int i) =>
        $"2024-05-01T12:00:0{i}.100000Z\t   {i} Connect\tshop@web-1 on mall using TCP/IP\n2024-05-01T12:00:00.200000Z\t   {i} Query\tselect *\nfrom items\n\t\t     {i} Query\tuse `d`\n"
        + $"240501  1:00:0{i}\t     {i} Query\texecute s\n\t\t     {i} Execute\tselect '双\n\t\t'\n\t\t     {i} Query\tcommit\n\t\t     {i} Quit\t\n";

    /// <summary>One to six of: bytes changed, taken out, put in, doubled, cut off, pieces that mean something put in.</summary>
    private static byte[] Damage(byte[] sound, Random chance)
    {
        var log = new List<byte>(sound);
        for (int times = chance.Next(1, 7); times > 0 && log.Count > 8; times--)
        {
            int at = chance.Next(log.Count);
            int length = Math.Min(log.Count - at, chance.Next(1, chance.Next(2, 400)));
            switch (chance.Next(6))
            {
                case 0:
                    log[at] = (byte)chance.Next(256);
                    break;
                case 1:
                    log.RemoveRange(at, length);
                    break;
                case 2:
                    byte[] noise = new byte[length];
                    chance.NextBytes(noise);
                    log.InsertRange(at, noise);
                    break;
                case 3:
                    log.InsertRange(at, log.GetRange(at, length));
                    break;
                case 4 when chance.Next(4) == 0:
                    log.RemoveRange(at, log.Count - at);
                    break;
                default:
                    log.InsertRange(at, Encoding.UTF8.GetBytes(_pieces[chance.Next(_pieces.Length)]));
                    break;
            }
        }

        return [.. log];
    }
}
