using System.CommandLine;
using System.Globalization;
using Seawall.Kernel;
using Seawall.Kernel.Curves;
using Seawall.Lab.Http;

namespace Seawall.Cli;

/// <summary><c>seawall lab http</c>: loads HTTP interfaces on a schedule and says what they carry.</summary>
internal static class HttpCommand
{
    public static Command Create()
    {
        var what = new HttpRequestOptions();
        var rate = new Option<double?>("--rate") { Description = "Requests a second, whatever the answers do; unset, back to back on every connection", HelpName = "N" };
        var poisson = new Option<bool>("--poisson") { Description = "As independent users arrive, rather than evenly" };
        var curve = new Option<FileInfo>("--curve") { Description = "The rate follows this sale curve; --rate is that of an ordinary busy second", HelpName = "FILE" };
        var compress = new Option<double>("--compress") { Description = "Plays the curve this many times as fast", HelpName = "N", DefaultValueFactory = _ => 1 };
        var from = new Option<string>("--from") { Description = "Where on the curve it begins, from zero hour: -10s, 5m", HelpName = "TIME", DefaultValueFactory = _ => "0s" };
        var connections = new Option<int>("--connections", "-c") { Description = "Connections to each address, 1..10000", HelpName = "N", DefaultValueFactory = _ => 64 };
        var duration = new Option<string>("--duration", "-d") { Description = "How long is measured; unset, 10s, and what was recorded to its end", HelpName = "TIME" };
        var warmUp = new Option<string>("--warm-up") { Description = "Sent before and not counted", HelpName = "TIME", DefaultValueFactory = _ => "500ms" };
        var timeout = new Option<string>("--timeout") { Description = "A request without an answer for this long has failed", HelpName = "TIME", DefaultValueFactory = _ => "10s" };
        var queue = new Option<int>("--queue") { Description = "Due requests that may wait for a free connection; what comes on top is shed and counted", HelpName = "N", DefaultValueFactory = _ => 100_000 };
        var seed = new Option<int>("--seed") { Description = "Seed of every choice", HelpName = "S", DefaultValueFactory = _ => 1 };
        var ramp = new Option<bool>("--ramp") { Description = "Rising rates to the knee of each interface and of the mix" };
        var step = new Option<string>("--step") { Description = "Length of a ramp's open step; closed ones take half of it", HelpName = "TIME", DefaultValueFactory = _ => "2s" };
        var slo = new Option<string>("--slo") { Description = "What the 99th percentile may be in a ramp", HelpName = "TIME", DefaultValueFactory = _ => "200ms" };
        var output = new ReportOutput("http");
        Require(rate, value => value is null or > 0, "--rate: must be above 0");
        Require(compress, value => value > 0, "--compress: must be above 0");
        Require(connections, value => value is >= 1 and <= 10_000, "--connections: must be 1..10000");
        Require(queue, value => value is >= 1 and <= 10_000_000, "--queue: must be 1..10000000");
        var command = new ExampleCommand("http", "Load HTTP interfaces on a schedule and say what they carry")
        {
            Examples =
            [
                "seawall lab http http://127.0.0.1:8080/ --rate 500 --duration 30s",
                "seawall lab http http://127.0.0.1:8080/items/1 --ramp --html item.html",
                "seawall lab http --script deploy/interfaces/promotions.json --ramp   what each interface carries, and the mix",
                "seawall lab http --script deploy/interfaces/storefront.json --rate 100 --curve deploy/curves/singles-day.json --from=-5s",
                "seawall lab http --recorded access.log --target http://127.0.0.1:8080 --times 2",
            ],
        };
        what.AddTo(command);
        foreach (Option option in (Option[])[rate, poisson, curve, compress, from, connections, duration, warmUp, timeout, queue, seed, ramp, step, slo])
        {
            command.Add(option);
        }

        output.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var options = new HttpLoadOptions
            {
                Rate = parsed.GetValue(rate),
                Poisson = parsed.GetValue(poisson),
                Curve = parsed.GetValue(curve) is { } file ? Curve(file, parsed.GetValue(compress)) : null,
                From = Time("--from", parsed.GetRequiredValue(from)),
                Times = what.Times(parsed),
                Connections = parsed.GetValue(connections),
                Duration = parsed.GetValue(duration) is { } text ? Time("--duration", text) : null,
                WarmUp = Time("--warm-up", parsed.GetRequiredValue(warmUp)),
                Timeout = Time("--timeout", parsed.GetRequiredValue(timeout)),
                Queue = parsed.GetValue(queue),
                Seed = parsed.GetValue(seed),
                Step = Time("--step", parsed.GetRequiredValue(step)),
                Slo = Time("--slo", parsed.GetRequiredValue(slo)),
            };
            bool ramps = parsed.GetValue(ramp);
            if (options.Curve is not null && options.Rate is null)
            {
                throw new CommandException("--curve needs --rate, the requests of an ordinary busy second", ExitCode.Usage);
            }

            if (ramps && options.Rate is not null)
            {
                throw new CommandException("--ramp finds the rates by itself; leave --rate out", ExitCode.Usage);
            }

            HttpReport report = await RunAsync(await what.SourceAsync(parsed, options.Seed, ct).ConfigureAwait(false), options, ramps, ct).ConfigureAwait(false);
            output.Write(parsed, report, HttpTable.Write, HttpPage.Of);
            return report.Interrupted ? ExitCode.Interrupted : Verdict(report);
        });
        return command;
    }

    private static async Task<HttpReport> RunAsync(RequestSource source, HttpLoadOptions options, bool ramp, CancellationToken ct)
    {
        if (ramp && source.Times is not null)
        {
            throw new CommandException("--ramp needs requests that may be sent at any rate: a URL or --script, not --recorded", ExitCode.Usage);
        }

        try
        {
            using var view = new HttpView();
            return ramp
                ? await HttpLab.RampAsync(source, options, TimeProvider.System, view, ct).ConfigureAwait(false)
                : await HttpLab.RunAsync(source, options, TimeProvider.System, view, ct).ConfigureAwait(false);
        }
        catch (HttpLoadRefusedException e)
        {
            throw new CommandException(e.Message);
        }
    }

    // A run judges nothing but itself: nothing answered at all is a failure, slow or failing answers are figures.
    private static int Verdict(HttpReport report) =>
        report.Mode == HttpMode.Ramp
            ? report.Interfaces.Any(one => one.CapacityPerSecond is null) ? ExitCode.ThresholdMissed : ExitCode.Ok
            : report.Interfaces.Sum(one => one.Statuses.Count) == 0 ? ExitCode.Failed : ExitCode.Ok;

    private static SaleCurve Curve(FileInfo file, double compress)
    {
        try
        {
            return SaleCurve.Load(DeployFiles.Resolve(Place.Current, file.FullName)).Compressed(compress);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new CommandException($"--curve: {e.Message}", ExitCode.Usage);
        }
    }

    private static TimeSpan Time(string option, string text)
    {
        bool negative = option == "--from" && text.StartsWith('-');
        return DurationText.TryParse(negative ? text[1..] : text, out TimeSpan time)
            ? negative ? -time : time
            : throw new CommandException($"{option}: '{text}' is no time such as 500ms, 30s or 5m", ExitCode.Usage);
    }

    private static void Require<T>(Option<T> option, Func<T?, bool> holds, string fault) => option.Validators.Add(result =>
    {
        if (!holds(result.GetValueOrDefault<T>()))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{fault}, was {result.GetValueOrDefault<T>()}"));
        }
    });
}
