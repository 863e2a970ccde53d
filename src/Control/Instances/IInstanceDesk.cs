namespace Seawall.Control.Instances;

/// <summary>Starts and stops instances of the site's processes while it is up. It publishes nothing: callers of a service follow <c>address/{service}</c>.</summary>
public interface IInstanceDesk
{
    /// <summary>Every instance that runs or is to run, by service.</summary>
    IReadOnlyList<ServiceInstance> All { get; }

    /// <summary>Starts one more instance and returns when it is healthy. Throws <see cref="InstanceException"/> when it does not become so, and leaves none behind.</summary>
    /// <param name="port">Where it listens; null for a free one near the others'.</param>
    Task<ServiceInstance> AddAsync(string service, int? port, CancellationToken ct);

    /// <summary>Stops an instance after the requests it has, and returns when it is gone. Call it when nobody is sent there any more. Throws <see cref="InstanceException"/>.</summary>
    Task RemoveAsync(string name, CancellationToken ct);

    /// <summary>Starts a process of the topology again that was stopped, and returns when it is healthy. Throws <see cref="InstanceException"/>.</summary>
    Task<ServiceInstance> RestoreAsync(string service, CancellationToken ct);
}

/// <summary>One instance of a service.</summary>
/// <param name="Name">Of the process, as <c>seawall status</c> shows it.</param>
/// <param name="IsOwn">It is the one that the topology names, not one that was added.</param>
/// <param name="Runs">It is to run; a process of the topology may be stopped.</param>
public sealed record ServiceInstance(string Name, string Service, Uri Address, bool IsOwn, bool Runs);

/// <summary>Why an instance could not be started or stopped, for a person to read.</summary>
public sealed class InstanceException : Exception
{
    public InstanceException()
    {
    }

    public InstanceException(string message)
        : base(message)
    {
    }

    public InstanceException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
