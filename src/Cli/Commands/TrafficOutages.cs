using System.CommandLine;
using Seawall.Kernel;
using Seawall.Mall.Traffic.Outages;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>The options of an outage in the middle of a traffic run.</summary>
internal sealed class TrafficOutages
{
    private const string AllRedis = "redis";
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(10);

    private readonly Option<string> _names = new("--outage")
    {
        Description = "Redis instances of the topology to kill meanwhile, or 'redis' for all of them; the watchdog brings them back",
        HelpName = "NAME[,NAME]",
    };

    private readonly Option<TimeSpan> _at = TimeOption("--outage-at", "When they are killed, after the start", "20s");
    private readonly Option<TimeSpan> _for = TimeOption("--outage-for", "How long they stay down, at most 10m", "20s");

    public IEnumerable<Option> All => [_names, _at, _for];

    /// <summary>The outage asked for; null when none is. What can't be done is said before the first shopper comes.</summary>
    public TrafficOutage? Read(ParseResult parsed, TimeSpan duration, SiteTopology topology, SeawallHome home)
    {
        if (parsed.GetValue(_names) is not { } list)
        {
            return null;
        }
        string[] names = Names(list, topology);
        TimeSpan at = parsed.GetValue(_at);
        TimeSpan length = parsed.GetValue(_for);
        if (length <= TimeSpan.Zero || length > _longest)
        {
            throw new CommandException($"--outage-for: must be more than 0 and at most {DurationText.Format(_longest)}", ExitCode.Usage);
        }
        if (at + length >= duration)
        {
            throw new CommandException(
                $"--outage-at and --outage-for: the outage ends after {DurationText.Format(at + length)}, the run after {DurationText.Format(duration)}; nothing would be seen of the recovery",
                ExitCode.Usage);
        }
        var target = new SiteOutage(new ServiceOutage(home, names, TimeProvider.System));
        return target.Fault is { } fault ? throw new CommandException(fault) : new TrafficOutage(target, at, length);
    }

    /// <summary>A time as people type it.</summary>
    public static Option<TimeSpan> TimeOption(string name, string description, string fallback) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => DurationText.TryParse(fallback, out TimeSpan time) ? time : default,
        CustomParser = result =>
        {
            if (!DurationText.TryParse(result.Tokens[0].Value, out TimeSpan time))
            {
                result.AddError($"{name}: '{result.Tokens[0].Value}' is no time; write it like 60s, 5m or 250ms");
            }
            return time;
        },
    };

    internal static string[] Names(string list, SiteTopology topology)
    {
        string[] known = [.. topology.Redis.Select(node => node.Name)];
        string[] names = [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(name => name == AllRedis ? known : [name]).Distinct()];
        if (names.Length == 0 || names.Except(known).Any())
        {
            throw new CommandException(
                $"--outage: '{string.Join(',', names.Except(known))}' is no Redis instance of {topology.Path}; it has {string.Join(", ", known)}", ExitCode.Usage);
        }
        return names;
    }

    private sealed class SiteOutage(ServiceOutage outage) : IOutageTarget
    {
        private TimeSpan _length;

        public string? Fault => outage.Fault();

        public IReadOnlyList<string> Names => outage.Names;

        public Task TakeDownAsync(TimeSpan length, CancellationToken ct)
        {
            _length = length;
            return outage.TakeDownAsync(length, "by a traffic run with an outage", ct);
        }

        public Task WaitBackAsync(CancellationToken ct) => outage.WaitBackAsync(_length, ct);

        public void LetGo() => outage.LetGo();
    }
}
