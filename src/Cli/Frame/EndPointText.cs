using System.Net;

namespace Seawall.Cli;

/// <summary>Addresses as people type them on the command line.</summary>
internal static class EndPointText
{
    /// <summary>Reads <c>IP:PORT</c>; anything else is a usage error that names the text.</summary>
    public static IPEndPoint Parse(string text) => IPEndPoint.TryParse(text, out var address)
        ? address
        : throw new CommandException($"'{text}' is no address such as 127.0.0.1:6432", ExitCode.Usage);
}
