namespace Seawall.Peers.Push;

/// <summary>A server that tells clients of changes.</summary>
internal interface IPushServer : IAsyncDisposable
{
    int Port { get; }

    /// <summary>Which clients it takes; see <see cref="ClientsProgram"/>.</summary>
    string Kind { get; }

    string Token { get; }

    /// <summary>What of its memory is in the machine's.</summary>
    long MemoryBytes { get; }

    /// <summary>User and system seconds so far.</summary>
    double CpuSeconds { get; }

    /// <summary>Puts values in force at once and returns the revision that clients are told.</summary>
    Task<long> PublishAsync(IReadOnlyDictionary<string, string> items, CancellationToken ct);
}
