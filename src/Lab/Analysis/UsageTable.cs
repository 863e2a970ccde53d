using System.Runtime.CompilerServices;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Analysis;

/// <summary>Usage by a dense number: of a digest, a table or a name.</summary>
internal sealed class UsageTable
{
    private Usage?[] _usages = new Usage?[64];

    public int Count { get; private set; }

    public Usage? this[int id] => id < Count ? _usages[id] : null;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int id, in LogEvent e)
    {
        if (id >= Count)
        {
            Count = id + 1;
            if (Count > _usages.Length)
            {
                Array.Resize(ref _usages, Math.Max(Count, _usages.Length * 2));
            }
        }

        (_usages[id] ??= new Usage()).Add(e);
    }
}
