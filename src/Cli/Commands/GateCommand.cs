using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Seawall.Gate;

namespace Seawall.Cli;

/// <summary><c>seawall gate</c>: one gate in the foreground before any PostgreSQL, without a topology.</summary>
internal static class GateCommand
{
    public static Command Create()
    {
        var upstream = new Option<string[]>("--upstream")
        {
            Description = "A database and its server; * stands for every database",
            HelpName = "DATABASE=HOST:PORT",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var listen = new Option<string>("--listen") { Description = "Where clients connect", HelpName = "IP:PORT", DefaultValueFactory = _ => "127.0.0.1:6432" };
        var admin = new Option<string>("--admin") { Description = "Where /health, /stats and /metrics answer", HelpName = "IP:PORT", DefaultValueFactory = _ => "127.0.0.1:6433" };
        var name = new Option<string>("--name") { Description = "Its name in statistics and captures", DefaultValueFactory = _ => "gate" };
        var capture = new Option<bool>("--capture") { Description = "Keep captures; values are masked by tokens that keep equality" };
        var clear = new Option<bool>("--capture-clear") { Description = "Keep captures with readable values, which a replay needs" };
        var certificate = new Option<FileInfo>("--tls-certificate") { Description = "PEM file with the certificate for TLS clients", HelpName = "FILE" };
        var key = new Option<FileInfo>("--tls-key") { Description = "PEM file with its private key; unset, the certificate's file", HelpName = "FILE" };
        var portable = new Option<bool>("--portable") { Description = "Use asynchronous sockets instead of event loops" };
        var loops = new Option<int>("--loops") { Description = "Event loops, each on a thread of its own", DefaultValueFactory = _ => 1 };
        var command = new ExampleCommand("gate", "Run one gate before a PostgreSQL of yours, in the foreground")
        {
            Examples = ["seawall gate --upstream shop=127.0.0.1:5432", "seawall gate --upstream '*=127.0.0.1:5432' --capture --listen 127.0.0.1:7000"],
        };
        foreach (var option in (Option[])[upstream, listen, admin, name, capture, clear, certificate, key, portable, loops])
            command.Add(option);
        command.SetAction(async (parsed, ct) =>
        {
            var home = Place.Current.Home;
            home.Create();
            var gate = parsed.GetRequiredValue(name);
            var options = new GateOptions
            {
                Name = gate,
                Listen = EndPointText.Parse(parsed.GetRequiredValue(listen)),
                Admin = EndPointText.Parse(parsed.GetRequiredValue(admin)),
                Upstreams = parsed.GetRequiredValue(upstream).Select(Route).ToDictionary(),
                CaptureDirectory = parsed.GetValue(capture) || parsed.GetValue(clear) ? Path.Combine(home.Captures, gate) : null,
                CaptureClear = parsed.GetValue(clear),
                StatsFile = Path.Combine(home.Stats, gate + ".db"),
                TlsCertificate = Certificate(parsed.GetValue(certificate), parsed.GetValue(key)),
                Portable = parsed.GetValue(portable),
                Loops = parsed.GetValue(loops),
            };
            if (options.Faults() is { Count: > 0 } faults)
                throw new CommandException(string.Join("\n  ", faults.Prepend("the gate cannot start:")), ExitCode.Usage);
            await Console.Error.WriteLineAsync($"{gate} listens on {options.Listen}, admin on {options.Admin}; Ctrl-C ends it").ConfigureAwait(false);
            await GateHost.RunAsync(options, ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static KeyValuePair<string, string> Route(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? KeyValuePair.Create(text[..equals], text[(equals + 1)..])
            : throw new CommandException($"'{text}' is no route such as shop=127.0.0.1:5432", ExitCode.Usage);
    }

    private static X509Certificate2? Certificate(FileInfo? certificate, FileInfo? key) =>
        certificate is null ? null : X509Certificate2.CreateFromPemFile(certificate.FullName, (key ?? certificate).FullName);
}
