using System.Globalization;

namespace Seawall.FuzzBench;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments(string What, long Count, int Seed)
{
    /// <summary>Reads <c>--messages N</c> or <c>--distinct N</c>, and <c>--seed S</c>; null when they make no sense.</summary>
    public static Arguments? Read(string[] arguments)
    {
        string what = "";
        long count = 0;
        int seed = 1;
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            if (!long.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out long value))
                return null;
            switch (arguments[i])
            {
                case "--messages" or "--distinct":
                    (what, count) = (arguments[i][2..], value);
                    break;
                case "--seed":
                    seed = (int)value;
                    break;
                default:
                    return null;
            }
        }
        return what.Length > 0 && count > 0 && arguments.Length % 2 == 0 ? new Arguments(what, count, seed) : null;
    }
}
