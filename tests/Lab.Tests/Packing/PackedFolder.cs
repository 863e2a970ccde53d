using System.Text;
using Seawall.Lab.Packing;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Tests;

/// <summary>A log packed into a temporary folder, opened again as the replay sees it.</summary>
internal sealed class PackedFolder : IDisposable
{
    private readonly ReplayPlan _plan;

    private PackedFolder(string directory, Manifest manifest)
    {
        (Directory, Manifest) = (directory, manifest);
        _plan = ReplayPlan.Open(directory);
    }

    public string Directory { get; }

    public Manifest Manifest { get; }

    /// <summary>The units in captured order; each statement as its text, a step's statements joined by +.</summary>
    public IReadOnlyList<PackedText> Units => [.. Enumerable.Range(0, Manifest.Units).Select(Text)];

    public static PackedFolder Pack(string csv, PackOptions? options = null)
    {
        string folder = System.IO.Directory.CreateTempSubdirectory("seawall-pack-").FullName;
        string log = Path.Combine(folder, "log.csv");
        File.WriteAllText(log, csv);
        return PackFile(log, options);
    }

    public static PackedFolder PackFile(string log, PackOptions? options = null)
    {
        string directory = Path.Combine(Path.GetDirectoryName(log)!, "lanes");
        return new PackedFolder(directory, Packer.Pack([log], directory, options ?? new PackOptions { Lanes = 4 }, CancellationToken.None));
    }

    public void Dispose() => _plan.Dispose();

    private PackedText Text(int number)
    {
        UnitRef unit = _plan.Units[_plan.OrderOf(number)];
        ReadOnlySpan<byte> bytes = _plan.Bytes(unit);
        var record = new LaneUnit(bytes);
        var steps = new List<string>();
        int at = record.FirstStep;
        for (int i = 0; i < record.Steps; i++)
        {
            var step = new LaneStep(bytes[at..]);
            steps.Add(Sql(step.Wire));
            at += step.Length;
        }

        return new PackedText(steps, Manifest.States[unit.State], unit);
    }

    /// <summary>The texts of the Query and Parse messages of a step.</summary>
    private static string Sql(ReadOnlySpan<byte> wire)
    {
        var texts = new List<string>();
        while (!wire.IsEmpty)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(wire[1..]) + 1;
            if (wire[0] is (byte)'Q' or (byte)'P')
            {
                texts.Add(Encoding.UTF8.GetString(wire[(wire[0] == 'Q' ? 5 : 6)..length]).TrimEnd('\0'));
            }

            wire = wire[length..];
        }

        return string.Join('+', texts);
    }
}

internal sealed record PackedText(IReadOnlyList<string> Steps, ManifestState State, UnitRef Ref);
