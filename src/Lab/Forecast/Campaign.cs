using System.Text.Json;
using Seawall.Kernel;

namespace Seawall.Lab.Forecast;

/// <summary>What is planned for a sale day beyond its curve, as a JSON file: multipliers by business and interface, items that all are sent to, notes.</summary>
public sealed record Campaign
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public string Name { get; init; } = "campaign";

    /// <summary>The day of the sale; unset, the forecast has to be told.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>When the sale opens, from the day's midnight, such as <c>0s</c> or <c>20h</c>.</summary>
    public string ZeroHour { get; init; } = "0s";

    /// <summary>The curve's file, from this file's folder or from the working folder; unset, the one given beside it.</summary>
    public string? Curve { get; init; }

    /// <summary>How sure a curve is when nothing is said of it.</summary>
    public const double UsualSpread = 0.15;

    /// <summary>How sure the curve is: the logarithm of its whole height may be off by this (one standard deviation), 0..1.</summary>
    public double CurveSpread { get; init; } = UsualSpread;

    public IReadOnlyList<CampaignMultiplier> Multipliers { get; init; } = [];
    public IReadOnlyList<CampaignInterface> Interfaces { get; init; } = [];
    public IReadOnlyList<CampaignItem> Items { get; init; } = [];
    public IReadOnlyList<string> Notes { get; init; } = [];

    internal TimeSpan Opening => DurationText.TryParse(ZeroHour, out TimeSpan opening) ? opening : TimeSpan.Zero;

    /// <summary>Reads a campaign file; throws <see cref="InvalidDataException"/> that names the file and everything that is wrong in it.</summary>
    public static Campaign Load(string file)
    {
        Campaign campaign;
        try
        {
            campaign = JsonSerializer.Deserialize<Campaign>(File.ReadAllBytes(file), _json) ?? throw new InvalidDataException($"{file}: is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: {e.Message}", e);
        }

        string faults = string.Join("\n  ", campaign.Faults());
        return faults.Length == 0 ? campaign : throw new InvalidDataException($"{file}:\n  {faults}");
    }

    /// <summary>Everything that is wrong, each with its path.</summary>
    public IEnumerable<string> Faults()
    {
        if (!DurationText.TryParse(ZeroHour, out TimeSpan opening) || opening >= TimeSpan.FromDays(1))
        {
            yield return $"zeroHour: must be a time of the day such as 0s or 20h, was '{ZeroHour}'";
        }

        if (CurveSpread is not (>= 0 and <= 1))
        {
            yield return FormattableString.Invariant($"curveSpread: must be 0..1, was {CurveSpread}");
        }

        for (int i = 0; i < Multipliers.Count; i++)
        {
            CampaignMultiplier m = Multipliers[i];
            if (m.Times is not (> 0 and <= 10_000))
            {
                yield return FormattableString.Invariant($"multipliers[{i}].times: must be more than 0 and at most 10000, was {m.Times}");
            }
            else if ((m.Low ?? m.Times) > m.Times || (m.High ?? m.Times) < m.Times || m.Low <= 0)
            {
                yield return FormattableString.Invariant($"multipliers[{i}]: low {m.Low} and high {m.High} must lie around times {m.Times}, above 0");
            }
        }

        for (int i = 0; i < Interfaces.Count; i++)
        {
            if (Interfaces[i].Times is not (> 0 and <= 10_000))
            {
                yield return FormattableString.Invariant($"interfaces[{i}].times: must be more than 0 and at most 10000, was {Interfaces[i].Times}");
            }
        }

        for (int i = 0; i < Items.Count; i++)
        {
            if (Items[i].Share is not (> 0 and <= 1) || Items[i].Times is not (> 0 and <= 10_000))
            {
                yield return FormattableString.Invariant($"items[{i}]: share must be more than 0 and at most 1, times more than 0 and at most 10000; were {Items[i].Share} and {Items[i].Times}");
            }
        }
    }
}

/// <summary>A business asked for more or less than the curve says. <see cref="Low"/> and <see cref="High"/> bound it in 95 of 100 cases; unset, it is certain.</summary>
public sealed record CampaignMultiplier
{
    public required string Business { get; init; }
    public required double Times { get; init; }
    public double? Low { get; init; }
    public double? High { get; init; }
    public string Why { get; init; } = "";
}

/// <summary>An interface of a business asked for more or less than its share.</summary>
public sealed record CampaignInterface
{
    /// <summary>The name that stands for every business.</summary>
    public const string Every = "*";

    public required string Business { get; init; }
    public required string Route { get; init; }
    public required double Times { get; init; }
    public string Why { get; init; } = "";
}

/// <summary>An item that the plan sends people to: it has a share of its business's calls on an ordinary day and brings that many times of it.</summary>
public sealed record CampaignItem
{
    public required string Item { get; init; }
    public required string Business { get; init; }

    /// <summary>Its share of the business's calls on an ordinary day, 0..1.</summary>
    public required double Share { get; init; }
    public required double Times { get; init; }
    public string Why { get; init; } = "";
}
