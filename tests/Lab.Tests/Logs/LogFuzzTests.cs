using System.Globalization;
using System.Text;
using Seawall.Lab.Analysis;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Tests;

/// <summary>Seeded damage to logs of all formats: no reader fails, every byte is accounted for. SEAWALL_SEED runs one seed again.</summary>
public sealed class LogFuzzTests
{
    private const int Rounds = 400;

    private static readonly string[] _pieces =
        ["\\u", "\\ud83d", "\"\"", "\n\n", "\n\t", "2026-11-11 00:00:01.000 UTC", "LOG:  ", "DETAIL:  ", "STATEMENT:  ", "$1 = '", "parameters: ", "duration: ", "{\"", "\0", "}\n{", ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,"];

    [Theory]
    [InlineData("csvlog")]
    [InlineData("jsonlog")]
    [InlineData("stderr")]
    public void Damage_of_any_kind_is_read_to_its_end(string format)
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("SEAWALL_SEED"), CultureInfo.InvariantCulture, out int given) ? given : Environment.TickCount;
        var chance = new Random(seed);
        byte[] sound = Log(format);
        int soundEvents = Run(format, sound, 1 << 16, out _);
        Assert.Equal(40, soundEvents);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] log = Damage(sound, chance);
            int buffer = 16 << chance.Next(8);
            try
            {
                Run(format, log, buffer, out InputTally tally);
                Assert.True(tally.Balances, $"{tally.BytesRead} read, {tally.BytesOfStatements} + {tally.BytesOfOthers} + {tally.BytesSkipped} accounted for");
                Assert.Equal(log.Length, tally.BytesRead);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"SEAWALL_SEED={seed}, {format}, round {round}, buffer {buffer}: {e.Message}", e);
            }
        }
    }

    private static int Run(string format, byte[] log, int buffer, out InputTally tally)
    {
        var input = new MemoryStream(log);
        using EventSource reader = format switch
        {
            "csvlog" => new CsvLogReader(input, buffer),
            "jsonlog" => new JsonLogReader(input, buffer),
            _ => new StderrLogReader(input, StderrLines.Prefix, buffer),
        };
        var analyzer = new LogAnalyzer(3);
        int events = 0;
        while (reader.TryRead(out LogEvent e))
        {
            analyzer.Add(e);
            events++;
        }

        analyzer.Report();
        tally = reader.Tally;
        return events;
    }

    private static byte[] Log(string format)
    {
        var log = new StringBuilder();
        for (int i = 0; i < 10; i++)
        {
            string message = $"duration: {i}.25 ms  execute s/p: SELECT $1,\n\t'\"x\", {{}}' -- {i}";
            const string values = "parameters: $1 = 'it''s\n双十一', $2 = NULL";
            (string a, string b, string c, string d) = format switch
            {
                "csvlog" => (CsvLines.Statement(message, values), CsvLines.Error("SELECT\n1/0", context: values), CsvLines.Statement("statement: SELECT 'a\\'"), CsvLines.Statement("checkpoint starting: time")),
                "jsonlog" => (JsonLines.Statement(message, values), JsonLines.Error("SELECT\n1/0", context: values), JsonLines.Statement("statement: SELECT 'a\\'"), JsonLines.Statement("checkpoint starting: time")),
                _ => (StderrLines.Statement(message, values), StderrLines.Error("SELECT\n1/0", context: values), StderrLines.Statement("statement: SELECT 'a\\'"), StderrLines.Statement("checkpoint starting: time")),
            };
            log.Append(a).Append(b).Append(c).Append(d).Append(a);
        }

        return Encoding.UTF8.GetBytes(log.ToString());
    }

    /// <summary>One to six of: bytes flipped, taken out, put in, doubled, cut off, replaced by bytes that mean something to a format.</summary>
    private static byte[] Damage(byte[] sound, Random chance)
    {
        var log = new List<byte>(sound);
        for (int times = chance.Next(1, 7); times > 0 && log.Count > 8; times--)
        {
            int at = chance.Next(log.Count);
            int length = Math.Min(log.Count - at, chance.Next(1, chance.Next(2, 400)));
            switch (chance.Next(7))
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
                case 5:
                    log.InsertRange(at, Encoding.UTF8.GetBytes(_pieces[chance.Next(_pieces.Length)]));
                    break;
                default:
                    log[at] = (byte)"\"'\\\n\t,{}[]:%u"[chance.Next(13)];
                    break;
            }
        }

        return [.. log];
    }
}
