using System.CommandLine;

namespace Seawall.Cli;

/// <summary>The options of a gate that works alone, the same for <c>seawall gate</c> and <c>seawall run gate</c>. What is given here goes before what the file says.</summary>
internal sealed class GateArguments
{
    private readonly Option<FileInfo> _config = new("--config") { Description = "The gate's file: addresses, rules, limits; read again whenever it changes", HelpName = "gate.json" };
    private readonly Option<string[]> _upstream = new("--upstream")
    {
        Description = "The server, or a database and its server; HOST:PORT alone stands for every database",
        HelpName = "[DATABASE=]HOST:PORT",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string> _listen = new("--listen") { Description = "Where clients connect; 127.0.0.1:6432 when unset", HelpName = "IP:PORT" };
    private readonly Option<string> _admin = new("--admin") { Description = "Where /health, /stats and /metrics answer, or 'off'; 127.0.0.1:6433 when unset", HelpName = "IP:PORT" };
    private readonly Option<string> _name = new("--name") { Description = "Its name in statistics and captures; gate when unset" };
    private readonly Option<bool> _capture = new("--capture") { Description = "Keep captures; values are masked by tokens that keep equality" };
    private readonly Option<bool> _clear = new("--capture-clear") { Description = "Keep captures with readable values, which a replay needs" };
    private readonly Option<FileInfo> _certificate = new("--tls-certificate") { Description = "PEM file with the certificate for TLS clients", HelpName = "FILE" };
    private readonly Option<FileInfo> _key = new("--tls-key") { Description = "PEM file with its private key; unset, the certificate's file", HelpName = "FILE" };
    private readonly Option<bool> _portable = new("--portable") { Description = "Use asynchronous sockets instead of event loops" };
    private readonly Option<int?> _loops = new("--loops") { Description = "Event loops, each on a thread of its own; 1 when unset" };
    private readonly Option<bool> _check = new("--check") { Description = "Say whether the file and the options are sound, all faults at once, and start nothing" };
    private readonly Option<bool> _json = new("--json") { Description = "Print what --check finds as JSON" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_config, _upstream, _listen, _admin, _name, _capture, _clear, _certificate, _key, _portable, _loops, _check, _json])
            command.Add(option);
    }

    /// <summary>Whether anything says that a gate shall work alone.</summary>
    public bool AreGiven(ParseResult parsed) => parsed.GetResult(_config) is not null || parsed.GetResult(_upstream) is not null || parsed.GetValue(_check);

    public StandaloneGate Gate(ParseResult parsed) => new(parsed.GetValue(_config)?.FullName, Read(parsed), parsed.GetValue(_check), parsed.GetValue(_json));

    private GateSettings Read(ParseResult parsed) => new()
    {
        Name = parsed.GetValue(_name),
        Listen = parsed.GetValue(_listen) is { } listen ? EndPointText.Parse(listen) : null,
        Admin = parsed.GetValue(_admin) is { } admin && admin != "off" ? EndPointText.Parse(admin) : null,
        NoAdmin = parsed.GetValue(_admin) == "off",
        AdminToken = Environment.GetEnvironmentVariable(StandaloneGate.TokenVariable) is { Length: > 0 } token ? token : null,
        Upstreams = (parsed.GetValue(_upstream) ?? []).Select(Route).ToDictionary(),
        Certificate = parsed.GetValue(_certificate)?.FullName,
        Key = parsed.GetValue(_key)?.FullName,
        Capture = parsed.GetValue(_clear) ? "clear" : parsed.GetValue(_capture) ? "masked" : null,
        Portable = parsed.GetValue(_portable) ? true : null,
        Loops = parsed.GetValue(_loops),
    };

    private static KeyValuePair<string, string> Route(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals == 0 || !text.Contains(':', StringComparison.Ordinal))
            throw new CommandException($"'{text}' is no route such as 127.0.0.1:5432 or shop=127.0.0.1:5432", ExitCode.Usage);
        return equals > 0 ? KeyValuePair.Create(text[..equals], text[(equals + 1)..]) : KeyValuePair.Create("*", text);
    }
}
