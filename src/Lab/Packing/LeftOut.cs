namespace Seawall.Lab.Packing;

/// <summary>Why a statement of the log is not in the lanes.</summary>
internal enum LeftOutReason
{
    /// <summary>COPY … FROM STDIN: the rows are not in the log.</summary>
    CopyFromClient,
    FunctionCall,

    /// <summary>The log cut the text or the list of bound values.</summary>
    ValuesUnknown,
    OtherDatabase,
}

/// <summary>Statements left out, by reason; nothing is dropped without being counted here.</summary>
internal sealed class LeftOut
{
    private readonly long[] _counts = new long[Enum.GetValues<LeftOutReason>().Length];

    public void Count(LeftOutReason reason, long statements = 1) => _counts[(int)reason] += statements;

    public IReadOnlyDictionary<string, long> ByReason() =>
        Enum.GetValues<LeftOutReason>().Where(r => _counts[(int)r] > 0).ToDictionary(r => char.ToLowerInvariant(r.ToString()[0]) + r.ToString()[1..], r => _counts[(int)r]);
}
