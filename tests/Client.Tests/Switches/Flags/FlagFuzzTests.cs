using System.Text;
using System.Text.Json;
using Seawall.Client.Switches.Flags;

namespace Seawall.Client.Tests.Switches;

/// <summary>Whatever comes as a flag or a context, reading and evaluating it ends in an answer.</summary>
public sealed class FlagFuzzTests
{
    private const int Seed = 1111;

    private static readonly string[] Corpus =
    [
        """{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on","targeting":{"if":[{"in":[{"var":"role"},["h5","partner"]]},"off","on"]},"metadata":{"grade":"G3"}}""",
        """{"state":"ENABLED","variants":{"a":"x","b":"y"},"targeting":{"fractional":[{"cat":["s",{"var":"user.name"}]},["a",25],["b",{"if":[{"<":[1,{"var":"n"},10]},75,0]}]]}}""",
        """{"state":"ENABLED","variants":{"a":{"size":5},"b":{"size":1e9}},"targeting":{"if":[{"sem_ver":[{"var":"v"},"^","1.2.3-rc.1"]},"a",{"reduce":[{"var":"list"},{"+":[{"var":"current"},{"var":"accumulator"}]},0]}]}}""",
        """{"state":"DISABLED","variants":{"a":1},"defaultVariant":"a","targeting":{"$ref":"e"},"$evaluators":{"e":{"some":[{"var":"list"},{"starts_with":[{"substr":[{"var":""},-2,1]},"é"]}]}}}""",
    ];

    private static readonly string[] Parts =
    [
        "null", "true", "0", "-1", "1e999", "\"\"", "\"\\ud800\"", "{}", "[]", "[[]]", "\"on\"", "\"$flagd.timestamp\"", ":", ",", "{\"var\":[]}", "{\"if\":[]}", "{\"%\":[1,0]}",
        "{\"fractional\":[[],[]]}", "{\"cat\":{\"var\":\"\"}}", "{\"missing_some\":[9]}", "{\"substr\":[\"abc\",1e300,-1e300]}", "{\"max\":[]}", "{\"-\":[]}", "{\"map\":[1]}",
    ];

    [Fact]
    public void Reading_and_evaluating_never_throws()
    {
        var random = new Random(Seed);
        var context = FlagContext.Of(JsonDocument.Parse("""{"role":"h5","targetingKey":"k","user":{"name":"jack"},"n":5,"v":"1.9.0","list":[1,"é",null,[2],{"x":1}]}""").RootElement);
        for (var round = 0; round < 20_000; round++)
        {
            var json = Mutated(random);
            try
            {
                if (FlagReader.TryRead("a.b", json, out var flag, out var faults))
                    flag!.Evaluate(context, Evaluated.Now);
                else
                    Assert.NotEmpty(faults);
                FlagFile.Read($"{{\"flags\":{{\"a.b\":{json}}}}}", out _);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {Seed}, round {round}: {e.GetType().Name} {e.Message} at {e.StackTrace?.Split('\n')[0]}\n{json}");
            }
        }
    }

    private static string Mutated(Random random)
    {
        var text = new StringBuilder(Corpus[random.Next(Corpus.Length)]);
        for (var i = random.Next(1, 4); i > 0 && text.Length > 1; i--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Parts[random.Next(Parts.Length)]);
                    break;
                case 2:
                    Replace(text, random);
                    break;
                default:
                    text[at] = (char)random.Next(32, 127);
                    break;
            }
        }
        return text.ToString();
    }

    // A value for a value, so that most of what comes out is JSON.
    private static void Replace(StringBuilder text, Random random)
    {
        var all = text.ToString();
        var quotes = Enumerable.Range(0, all.Length).Where(i => all[i] == '"').ToArray();
        if (quotes.Length < 2)
            return;
        var first = random.Next(quotes.Length / 2) * 2;
        text.Remove(quotes[first], quotes[first + 1] - quotes[first] + 1).Insert(quotes[first], Parts[random.Next(Parts.Length)]);
    }
}
