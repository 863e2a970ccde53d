using Seawall.Lab.Digests;

namespace Seawall.Lab.Packing;

/// <summary>Finds for each unit, in captured order, the earlier units it must wait for.</summary>
internal sealed class Dependencies(OrderMode order)
{
    private static readonly int[] _none = [];

    private readonly Dictionary<int, int> _lastOfSession = [];
    private readonly Dictionary<int, TableUse> _tables = [];
    private readonly SortedSet<int> _found = [];

    /// <summary>The next unit's dependencies. Sticky sessions keep their order in every mode: their connection is theirs.</summary>
    public int[] Of(int unit, int session, bool isSticky, IEnumerable<TouchedTable> tables)
    {
        _found.Clear();
        if (order == OrderMode.Session || isSticky)
        {
            if (_lastOfSession.TryGetValue(session, out int last))
            {
                _found.Add(last);
            }

            _lastOfSession[session] = unit;
        }

        if (order == OrderMode.Object)
        {
            foreach (TouchedTable table in tables)
            {
                Touch(unit, table);
            }

            _found.Remove(unit);
        }

        return _found.Count == 0 ? _none : [.. _found];
    }

    /// <summary>Two units conflict when they touch one table and at least one writes it.</summary>
    private void Touch(int unit, TouchedTable touched)
    {
        if (!_tables.TryGetValue(touched.Table, out TableUse? use))
        {
            _tables.Add(touched.Table, use = new TableUse());
        }

        if (use.LastWriter >= 0)
        {
            _found.Add(use.LastWriter);
        }

        if (!touched.Written)
        {
            use.Readers.Add(unit);
            return;
        }

        _found.UnionWith(use.Readers);
        use.Readers.Clear();
        use.LastWriter = unit;
    }

    private sealed class TableUse
    {
        public int LastWriter { get; set; } = -1;

        public List<int> Readers { get; } = [];
    }
}
