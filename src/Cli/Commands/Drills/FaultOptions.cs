using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Drills.Faults;
using Seawall.Kernel;

namespace Seawall.Cli;

/// <summary>A fault as it is asked for on the command line.</summary>
internal sealed class FaultOptions
{
    private readonly Argument<string> _kind = new("kind") { Description = $"What is done: {string.Join(", ", Enum.GetValues<FaultKind>().Select(NameOf))}" };
    private readonly Option<string> _targets = new("--target") { Description = "Services of the site it is done to; for a link, the service it leads to", HelpName = "NAME[,NAME]" };
    private readonly Option<string> _from = new("--from") { Description = "The process that dials the link; unset, every process", HelpName = "NAME" };
    private readonly Option<string> _to = new("--to") { Description = "The service that the link leads to", HelpName = "NAME" };
    private readonly Option<TimeSpan> _length = TrafficOutages.TimeOption("--for", "When it ends by itself, at most 15m", "20s");
    private readonly Option<TimeSpan> _latency = TrafficOutages.TimeOption("--latency", "How much longer one exchange takes", "100ms");
    private readonly Option<TimeSpan> _jitter = TrafficOutages.TimeOption("--jitter", "How far the delay of each way may be off", "0ms");
    private readonly Option<string> _loss = new("--loss") { Description = "Packets lost of a hundred; unset, 5%", HelpName = "PERCENT" };
    private readonly Option<string> _offset = new("--offset") { Description = "How far the clock jumps, such as 1h or -1h; unset, 1h", HelpName = "TIME" };
    private readonly Option<TimeSpan> _lapse = TrafficOutages.TimeOption("--lapse", "It is over this long after this command has died", "5s");
    private readonly Option<string> _reason = new("--reason") { Description = "What for; kept with the fault", HelpName = "WHY" };

    public void AddTo(Command command)
    {
        command.Add(_kind);
        foreach (Option option in (Option[])[_targets, _from, _to, _length, _latency, _jitter, _loss, _offset, _lapse, _reason])
        {
            command.Add(option);
        }
    }

    public FaultRequest Read(ParseResult parsed, string actor)
    {
        FaultKind kind = KindOf(parsed.GetRequiredValue(_kind));
        return new FaultRequest
        {
            Kind = kind,
            Targets = (parsed.GetValue(_targets) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            From = parsed.GetValue(_from),
            To = parsed.GetValue(_to),
            Length = parsed.GetValue(_length),
            Latency = kind == FaultKind.Latency ? parsed.GetValue(_latency) : TimeSpan.Zero,
            Jitter = kind == FaultKind.Latency ? parsed.GetValue(_jitter) : TimeSpan.Zero,
            LossPercent = kind == FaultKind.Loss ? Percent(parsed.GetValue(_loss) ?? "5%") : 0,
            Offset = kind == FaultKind.ClockJump ? Offset(parsed.GetValue(_offset) ?? "1h") : TimeSpan.Zero,
            Lapse = parsed.GetValue(_lapse),
            Actor = actor,
            Reason = parsed.GetValue(_reason) ?? "",
        };
    }

    /// <summary>A kind as people type it, such as <c>database-full</c>.</summary>
    public static string NameOf(FaultKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    private static FaultKind KindOf(string name) => Enum.GetValues<FaultKind>().Where(kind => NameOf(kind) == name).Cast<FaultKind?>().FirstOrDefault()
        ?? throw new CommandException($"'{name}' is no fault; faults are {string.Join(", ", Enum.GetValues<FaultKind>().Select(NameOf))}", ExitCode.Usage);

    private static double Percent(string text) => double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent)
        ? percent
        : throw new CommandException($"--loss: '{text}' is no percentage; write it like 5%", ExitCode.Usage);

    private static TimeSpan Offset(string text) => DurationText.TryParse(text.TrimStart('-', '+'), out TimeSpan offset)
        ? text.StartsWith('-') ? -offset : offset
        : throw new CommandException($"--offset: '{text}' is no time; write it like 1h or -30m", ExitCode.Usage);
}
