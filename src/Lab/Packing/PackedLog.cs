using System.Globalization;
using Seawall.Lab.Digests;

namespace Seawall.Lab.Packing;

/// <summary>The units of one database in captured order, with what the scheduler needs to know of them.</summary>
internal sealed class PackedLog
{
    private readonly UnitBuilder _builder;
    private readonly PackOptions _options;
    private readonly string _database;
    private readonly int[] _units;
    private readonly long[] _digestCounts;
    private readonly long[] _digestMicros;

    public PackedLog(UnitBuilder builder, PackOptions options)
    {
        _builder = builder;
        _options = options;
        int database = ChooseDatabase(out _database);
        _units = UnitsOf(database);
        _digestCounts = new long[builder.Digests.All.Count];
        _digestMicros = new long[builder.Digests.All.Count];
        foreach (int unit in _units)
        {
            foreach (ref readonly PackedStatement statement in StatementsOf(unit))
            {
                _digestCounts[statement.Digest]++;
                _digestMicros[statement.Digest] += Math.Max(0, statement.DurationMicros);
            }
        }
    }

    public Manifest Write(string directory, Spool spool, IReadOnlyList<ManifestSource> sources, string? maskedBy, CancellationToken ct)
    {
        UnitPlan[] plans = Plans();
        List<Placement> placements = Scheduler.Schedule(plans, _options.Lanes, (long)_options.Window.TotalMicroseconds);
        using var writer = new LaneWriter(directory, _options.Lanes, spool);
        for (int order = 0; order < placements.Count; order++)
        {
            ct.ThrowIfCancellationRequested();
            int number = placements[order].Unit;
            writer.Write(placements[order], order, number, _builder.Units[_units[number]], plans[number].DependsOn, StatementsOf(_units[number]));
        }

        IReadOnlyList<ManifestLane> lanes = writer.Finish();
        Manifest manifest = Describe(plans, placements, lanes, sources, maskedBy);
        manifest.Save(directory);
        return manifest;
    }

    private ReadOnlySpan<PackedStatement> StatementsOf(int unit)
    {
        ref readonly PackedUnit packed = ref _builder.Units[unit];
        return _builder.Statements.Slice(packed.FirstStatement, packed.Statements);
    }

    private int ChooseDatabase(out string name)
    {
        string[] names = [.. _builder.Databases];
        var statements = new long[names.Length];
        for (int i = 0; i < _builder.Units.Length; i++)
        {
            statements[_builder.UnitDatabases[i]] += _builder.Units[i].Statements;
        }

        int chosen = _options.Database is { } wanted ? Array.IndexOf(names, wanted) : Array.IndexOf(statements, statements.DefaultIfEmpty().Max());
        name = chosen >= 0 ? names[chosen] : _options.Database ?? "";
        for (int i = 0; i < names.Length; i++)
        {
            _builder.LeftOut.Count(LeftOutReason.OtherDatabase, i == chosen ? 0 : statements[i]);
        }

        return chosen;
    }

    private int[] UnitsOf(int database)
    {
        var units = new List<int>();
        for (int i = 0; i < _builder.Units.Length; i++)
        {
            if (_builder.UnitDatabases[i] == database)
            {
                units.Add(i);
            }
        }

        int[] sorted = [.. units];
        // Units of one session keep their order even when a clock of milliseconds gives them the same start.
        Array.Sort(sorted, (a, b) => _builder.Units[a].StartMicros.CompareTo(_builder.Units[b].StartMicros) is var byStart && byStart != 0 ? byStart : a.CompareTo(b));
        return sorted;
    }

    private UnitPlan[] Plans()
    {
        var dependencies = new Dependencies(_options.Order);
        var plans = new UnitPlan[_units.Length];
        for (int number = 0; number < plans.Length; number++)
        {
            PackedUnit unit = _builder.Units[_units[number]];
            long estimate = 0;
            var tables = new Dictionary<int, bool>();
            foreach (ref readonly PackedStatement statement in StatementsOf(_units[number]))
            {
                estimate += _digestMicros[statement.Digest] / _digestCounts[statement.Digest];
                foreach (TouchedTable table in _options.Order == OrderMode.Object ? _builder.Digests.All[statement.Digest].Tables : [])
                {
                    tables[table.Table] = table.Written || tables.GetValueOrDefault(table.Table);
                }
            }

            bool sticky = unit.Traits.HasFlag(UnitTraits.Sticky);
            int[] dependsOn = dependencies.Of(number, unit.Session, sticky, tables.Select(t => new TouchedTable(t.Key, t.Value)));
            plans[number] = new UnitPlan(unit.StartMicros, estimate, unit.Session, sticky, unit.Traits.HasFlag(UnitTraits.Discards), dependsOn);
        }

        return plans;
    }

    private Manifest Describe(
        UnitPlan[] plans, List<Placement> placements, IReadOnlyList<ManifestLane> lanes, IReadOnlyList<ManifestSource> sources, string? maskedBy)
    {
        (double reorderMax, double reorderMean) = Reorder(plans, placements);
        (double flightMean, int flightMax) = CapturedInFlight();
        int sticky = plans.Where(p => p.IsSticky).Select(p => p.Session).Distinct().Count();
        var manifest = new Manifest
        {
            LaneCount = _options.Lanes,
            Order = _options.Order.ToString().ToLowerInvariant(),
            WindowSeconds = _options.Window.TotalSeconds,
            Database = _database,
            Sources = sources,
            MaskedBy = maskedBy,
            FirstStartMicros = plans.Length == 0 ? 0 : plans[0].StartMicros,
            LastStartMicros = plans.Length == 0 ? 0 : plans[^1].StartMicros,
            Units = plans.Length,
            Statements = (int)_digestCounts.Sum(),
            Sessions = plans.Select(p => p.Session).Distinct().Count(),
            StickySessions = sticky,
            Rounds = placements.Count == 0 ? 0 : placements[^1].Round + 1,
            LeftOut = _builder.LeftOut.ByReason(),
            CapturedInFlightMean = flightMean,
            CapturedInFlightMax = flightMax,
            ReorderSecondsMax = reorderMax,
            ReorderSecondsMean = reorderMean,
            LaneUnitsMax = lanes.Max(l => l.Units),
            LaneUnitsMin = lanes.Min(l => l.Units),
            Warnings = [],
            States = [.. _builder.States.All.Select(s => new ManifestState { User = s.User, Statements = [.. s.Statements.Select(p => p.Value)] })],
            Digests = [.. _builder.Digests.All.Select(Describe)],
            Lanes = lanes,
        };
        return manifest with { Warnings = [.. PackWarnings.Of(manifest)] };
    }

    private ManifestDigest Describe(Digest digest) => new()
    {
        Fingerprint = digest.Fingerprint.ToString("x16", CultureInfo.InvariantCulture),
        Sql = digest.Sql,
        Tables = [.. digest.Tables.Select(t => _builder.Digests.Tables[t.Table])],
        ReadOnly = digest.ReadOnly,
        Statements = _digestCounts[digest.Index],
        MeanMicros = _digestCounts[digest.Index] == 0 ? 0 : (double)_digestMicros[digest.Index] / _digestCounts[digest.Index],
    };

    /// <summary>For each unit, how much earlier it was captured than the latest-captured unit of an earlier round.</summary>
    private static (double MaxSeconds, double MeanSeconds) Reorder(UnitPlan[] plans, List<Placement> placements)
    {
        long latestBefore = long.MinValue;
        long latest = long.MinValue;
        int round = 0;
        long max = 0;
        long sum = 0;
        foreach (Placement place in placements)
        {
            if (place.Round != round)
            {
                round = place.Round;
                latestBefore = latest;
            }

            long start = plans[place.Unit].StartMicros;
            long behind = latestBefore == long.MinValue ? 0 : Math.Max(0, latestBefore - start);
            max = Math.Max(max, behind);
            sum += behind;
            latest = Math.Max(latest, start);
        }

        return (max / 1e6, placements.Count == 0 ? 0 : sum / 1e6 / placements.Count);
    }

    private (double Mean, int Max) CapturedInFlight()
    {
        var edges = new List<(long At, int Change)>();
        foreach (int unit in _units)
        {
            foreach (ref readonly PackedStatement statement in StatementsOf(unit))
            {
                edges.Add((statement.StartMicros, 1));
                edges.Add((statement.StartMicros + Math.Max(1, statement.DurationMicros), -1));
            }
        }

        edges.Sort();
        long area = 0;
        long busy = 0;
        int now = 0;
        int max = 0;
        long last = 0;
        foreach ((long at, int change) in edges)
        {
            area += now * (at - last);
            busy += now > 0 ? at - last : 0;
            now += change;
            max = Math.Max(max, now);
            last = at;
        }

        return (busy == 0 ? 0 : (double)area / busy, max);
    }
}
