using System.Data.Common;

namespace Seawall.Readiness.Checks;

/// <summary>The seam between checks and the running site: commands, databases, HTTP and the folder that belongs to it.</summary>
public interface ISiteUnderCheck
{
    /// <summary>The site's own folder; replaces <c>{home}</c> in the arguments of commands.</summary>
    string Home { get; }

    /// <summary>Runs one command of this program and returns its exit code and what it printed.</summary>
    Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);

    /// <summary>Opens a connection as the login; null when the topology has no such login.</summary>
    Task<DbConnection?> ConnectAsync(string login, CancellationToken cancellationToken);

    /// <summary>The storefront's address without a slash at its end; replaces <c>{storefront}</c> in the addresses of checks.</summary>
    string Storefront { get; }

    /// <summary>Asks an address.</summary>
    Task<HttpAnswer> GetAsync(Uri address, CancellationToken cancellationToken);
}

/// <summary>What an address answered; header names in any case.</summary>
public sealed record HttpAnswer(int Status, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>How a command ended. <see cref="Error"/> holds the last lines it said on stderr.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);
