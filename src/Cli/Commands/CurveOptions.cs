using System.CommandLine;
using System.Globalization;
using Seawall.Kernel;
using Seawall.Mall.Traffic;
using Seawall.Mall.Traffic.Sale;

namespace Seawall.Cli;

/// <summary>The options of a traffic run that follows a sale's curve.</summary>
internal sealed class CurveOptions
{
    private static readonly TimeSpan _longest = TimeSpan.FromHours(12);

    private readonly Option<string> _curve = new("--curve")
    {
        Description = "A sale's curve: --shoppers are those of an ordinary busy second, and as many times of them come as it says",
        HelpName = "FILE",
    };

    private readonly Option<TimeSpan> _from = MomentOption("--curve-from", "Moment of the curve to begin at, from zero hour", "-5m");
    private readonly Option<TimeSpan> _for = TrafficOutages.TimeOption("--curve-for", "How much of the curve is run", "10m");
    private readonly Option<double> _speed = new("--speed") { Description = "Run the curve so many times as fast, 0.1..600", HelpName = "N", DefaultValueFactory = _ => 10 };

    public CurveOptions() => _speed.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<double>() is not (>= 0.1 and <= 600))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"--speed: must be 0.1..600, was {result.GetValueOrDefault<double>()}"));
        }
    });

    public IEnumerable<Option> All => [_curve, _from, _for, _speed];

    /// <summary>The run with the curve asked for, if one is.</summary>
    public TrafficOptions Follow(TrafficOptions options, ParseResult parsed, int shoppers, bool durationGiven) =>
        options with { Curve = Read(parsed, shoppers, durationGiven) };

    /// <summary>How long a run along the curve takes; null without one.</summary>
    public TimeSpan? Length(ParseResult parsed) => parsed.GetValue(_curve) is null ? null : parsed.GetValue(_for) / parsed.GetValue(_speed);

    /// <summary>The curve asked for; null when none is. Its faults, and a run that can't be, are said before the first shopper comes.</summary>
    private TrafficCurve? Read(ParseResult parsed, int shoppers, bool durationGiven)
    {
        if (parsed.GetValue(_curve) is not { } given)
        {
            return All.Skip(1).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } lone
                ? throw new CommandException($"{lone.Name}: needs --curve FILE", ExitCode.Usage)
                : null;
        }

        if (durationGiven)
        {
            throw new CommandException("--duration: a run with --curve takes --curve-for ÷ --speed; leave it out", ExitCode.Usage);
        }

        var curve = new TrafficCurve(ForecastCommand.LoadCurve(given), parsed.GetValue(_from), parsed.GetValue(_for), parsed.GetValue(_speed));
        if (curve.Duration < TimeSpan.FromSeconds(1) || curve.Duration > _longest)
        {
            throw new CommandException($"--curve-for and --speed: the run would take {DurationText.Format(curve.Duration)}; it has to take from 1s to {DurationText.Format(_longest)}", ExitCode.Usage);
        }

        int most = curve.MostShoppers(shoppers);
        return most <= 10_000
            ? curve
            : throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"--shoppers: {shoppers} of them become {most} at the curve's highest; at most 10000 walk at once"), ExitCode.Usage);
    }

    /// <summary>A moment from zero hour, with its sign.</summary>
    public static string Text(TimeSpan moment) => moment < TimeSpan.Zero ? "-" + DurationText.Format(-moment) : DurationText.Format(moment);

    private static Option<TimeSpan> MomentOption(string name, string description, string fallback) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => Moment(fallback) ?? default,
        CustomParser = result =>
        {
            if (Moment(result.Tokens[0].Value) is not { } moment)
            {
                result.AddError($"{name}: '{result.Tokens[0].Value}' is no moment; write it like -5m, 0s or 2h");
                return default;
            }

            return moment;
        },
    };

    private static TimeSpan? Moment(string text) =>
        DurationText.TryParse(text.TrimStart('-', '+'), out TimeSpan moment) ? (text.StartsWith('-') ? -moment : moment) : null;
}
