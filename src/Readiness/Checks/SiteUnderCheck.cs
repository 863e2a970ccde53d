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

    /// <summary>Asks an address; the status and the body.</summary>
    Task<(int Status, string Body)> GetAsync(Uri address, CancellationToken cancellationToken);
}

/// <summary>How a command ended. <see cref="Error"/> holds the last lines it said on stderr.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);
