using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary>
/// The byte-only relay as a process of its own between replay and target. Its count is independent of the replay:
/// it runs <c>seawall lab relay</c>, whose code references nothing of the replay's.
/// </summary>
internal sealed class RelayProcess : IDisposable
{
    private readonly Process _process;

    private RelayProcess(Process process, IPEndPoint address) => (_process, Address) = (process, address);

    /// <summary>Where the lanes connect.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Starts the relay; throws when it can't listen.</summary>
    public static async Task<RelayProcess> StartAsync(string target, int lanes, CancellationToken cancellationToken)
    {
        var process = Process.Start(SelfProgram.StartFirst(["lab", "relay", "--target", target, "--lanes", lanes.ToString(CultureInfo.InvariantCulture)]))!;
        var first = await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        if (first is not null && IPEndPoint.TryParse((string?)JsonNode.Parse(first)?["listen"] ?? "", out var address))
            return new RelayProcess(process, address);
        var error = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        process.Dispose();
        throw new CommandException($"the relay did not start: {error.Trim()}");
    }

    /// <summary>Ends the relay and returns what it counted: <c>{"inFlight":{"lanes","seconds","mean","least","share95","head","tail","slices"}}</c>.</summary>
    public async Task<JsonNode> EndAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        var count = await _process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        return count is null ? throw new CommandException("the relay ended without a count") : JsonNode.Parse(count)!;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
