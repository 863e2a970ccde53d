using System.Text;
using Seawall.Lab.Comparing;
using Seawall.Lab.Packing;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Filtering;

/// <summary>Lanes made from lanes, without what may not run; in a temporary folder that goes with this.</summary>
internal sealed class FilteredLanes : IDisposable
{
    private FilteredLanes(string directory, IReadOnlyList<LeftOutReport> leftOut) => (Folder, LeftOut) = (directory, leftOut);

    public string Folder { get; }

    public IReadOnlyList<LeftOutReport> LeftOut { get; }

    public static FilteredLanes Make(ReplayPlan plan, LaneUse use, TargetCatalog catalog, CancellationToken ct)
    {
        Manifest manifest = plan.Manifest;
        IStatementRules Rules() => use == LaneUse.ReadOnly ? new ReadOnlyRules(catalog, MadeRelations.Of(manifest, catalog)) : new RollbackRules(catalog);

        // 1. What is left of each unit decides the numbers of all of them.
        var trial = new UnitFilter(manifest, Rules(), new LeftOutStatements());
        var record = new UnitRecord();
        bool[] kept = new bool[plan.Units.Length];
        for (int number = 0; number < kept.Length; number++)
        {
            ct.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> bytes = plan.Bytes(plan.Units[plan.OrderOf(number)]);
            record.Begin(bytes, []);
            kept[number] = trial.Write(bytes, record, out _) > 0;
        }

        // 2. The units, in captured order, each in its lane.
        string directory = Directory.CreateTempSubdirectory("seawall-lanes-").FullName;
        var leftOut = new LeftOutStatements();
        var filter = new UnitFilter(manifest, Rules(), leftOut);
        var numbers = new Renumbering(plan, kept);
        var files = new LaneFile[manifest.LaneCount];
        for (int i = 0; i < files.Length; i++)
        {
            files[i] = new LaneFile(Path.Combine(directory, LaneFormat.FileName(i)), i);
        }

        for (int number = 0; number < kept.Length; number++)
        {
            int order = plan.OrderOf(number);
            UnitRef unit = plan.Units[order];
            ReadOnlySpan<byte> bytes = plan.Bytes(unit);
            ReadOnlySpan<int> dependsOn = numbers.DependenciesOf(number, bytes);
            record.Begin(bytes, dependsOn);
            int steps = filter.Write(bytes, record, out bool resets);
            if (kept[number])
            {
                UnitTraits traits = resets ? unit.Traits | UnitTraits.Resets : unit.Traits;
                files[unit.Lane].Add(record.End(numbers.NumberOf(number), numbers.OrderOf(order), traits, steps, dependsOn.Length));
            }
        }

        ManifestLane[] lanes = Array.ConvertAll(files, file => file.Finish());
        Describe(manifest, use, catalog, filter.Kept, kept.Count(k => k), lanes).Save(directory);
        return new FilteredLanes(directory, leftOut.Report(manifest));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static Manifest Describe(Manifest manifest, LaneUse use, TargetCatalog catalog, long[] statements, int units, ManifestLane[] lanes) => manifest with
    {
        Units = units,
        Statements = (int)statements.Sum(),
        Digests = [.. manifest.Digests.Select((d, i) => d with { Statements = statements[i] })],
        States = use == LaneUse.ReadOnly ? [.. manifest.States.Select(s => s with { Statements = Readable(s, manifest, catalog) })] : manifest.States,
        Lanes = lanes,
    };

    /// <summary>A state without the statements it may not prepare and the settings that would allow writing.</summary>
    private static IReadOnlyList<string> Readable(ManifestState state, Manifest manifest, TargetCatalog catalog)
    {
        var rules = new ReadOnlyRules(catalog, MadeRelations.Of(manifest, catalog));
        var names = new SessionNames();
        return [.. state.Statements.Where(IsKept)];

        bool IsKept(string statement)
        {
            var parts = new StatementParts(Encoding.UTF8.GetBytes(statement));
            bool kept = true;
            while (parts.Next(out StatementPart part))
            {
                kept &= rules.Of(part, names).IsKept;
            }

            return kept;
        }
    }
}
