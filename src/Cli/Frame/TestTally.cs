using System.Globalization;
using System.Xml.Linq;

namespace Seawall.Cli;

/// <summary>How many tests passed and failed, as a TRX result file counts them.</summary>
internal readonly record struct TestTally(int Passed, int Failed)
{
    public static TestTally operator +(TestTally a, TestTally b) => new(a.Passed + b.Passed, a.Failed + b.Failed);

    /// <summary>Nothing passed and nothing failed when there is no such file.</summary>
    public static TestTally Read(string trx)
    {
        if (!File.Exists(trx))
        {
            return default;
        }
        XNamespace ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
        XElement? counters = XDocument.Load(trx).Root?.Element(ns + "ResultSummary")?.Element(ns + "Counters");
        int Count(string name) => int.Parse(counters?.Attribute(name)?.Value ?? "0", CultureInfo.InvariantCulture);
        int passed = Count("passed");
        return new TestTally(passed, Count("executed") - passed);
    }
}
