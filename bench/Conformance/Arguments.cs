using System.Globalization;
using Seawall.Gate.Tests.Conformance;

namespace Seawall.ConformanceBench;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments(ConformanceOptions Options, bool Json)
{
    public const string Usage =
        """
        usage: dotnet run -c Release --project bench/Conformance -- [--statements N] [--scenarios N] [--splits all|sample] [--rules] [--seed S] [--workers N] [--json]
          Every statement and scenario directly and through the gate, answers compared byte for byte after masking; all of them unless N says less.
          --splits all     cut every script at every byte (the default); sample cuts each at two places
          --rules          with a judge: 100 rules that match nothing, and a stage that lets every statement wait before it goes on
          --json           print the outcome as JSON too; it is kept in bench/results/conformance.json when nothing was left out
        """;

    /// <summary>Whether nothing of the corpus was left out.</summary>
    public bool IsWhole => Options is { Statements: int.MaxValue, Scenarios: int.MaxValue, EverySplit: true };

    /// <summary>Null when they make no sense.</summary>
    public static Arguments? Read(string[] arguments)
    {
        ConformanceOptions options = new(int.MaxValue, int.MaxValue, EverySplit: true, Judged: false, Seed: 1, Workers: 2 * Environment.ProcessorCount);
        bool json = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            switch (arguments[i])
            {
                case "--rules":
                    options = options with { Judged = true };
                    continue;
                case "--json":
                    json = true;
                    continue;
                case "--splits" when value is "all" or "sample":
                    options = options with { EverySplit = value == "all" };
                    break;
                case "--statements" when isNumber:
                    options = options with { Statements = number };
                    break;
                case "--scenarios" when isNumber:
                    options = options with { Scenarios = number };
                    break;
                case "--seed" when isNumber:
                    options = options with { Seed = number };
                    break;
                case "--workers" when isNumber && number is > 0 and <= 30:
                    options = options with { Workers = number };
                    break;
                default:
                    return null;
            }
            i++;
        }
        return new Arguments(options, json);
    }
}
