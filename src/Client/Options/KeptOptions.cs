using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Seawall.Client.Options;

/// <summary>
/// Options that follow the configuration and never lose their footing: a change that cannot be bound or is not valid leaves the former value in force, and its fault goes
/// to whoever made the change, so that the acknowledgement of a push carries it.
/// </summary>
internal sealed class KeptOptions<T> : IOptionsMonitor<T>, IDisposable
    where T : class
{
    private readonly IOptionsFactory<T> _factory;
    private readonly ConcurrentDictionary<string, Lazy<T>> _values = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _watches = [];
    private event Action<T, string>? Changed;

    public KeptOptions(IOptionsFactory<T> factory, IEnumerable<IOptionsChangeTokenSource<T>> sources)
    {
        _factory = factory;
        foreach (var source in sources)
            _watches.Add(ChangeToken.OnChange(source.GetChangeToken, Renew, source.Name ?? Microsoft.Extensions.Options.Options.DefaultName));
    }

    public T CurrentValue => Get(null);

    public T Get(string? name) => _values.GetOrAdd(name ?? Microsoft.Extensions.Options.Options.DefaultName, key => new Lazy<T>(() => _factory.Create(key))).Value;

    public IDisposable OnChange(Action<T, string?> listener)
    {
        Changed += listener;
        return new Listening(() => Changed -= listener);
    }

    public void Dispose()
    {
        foreach (var watch in _watches)
            watch.Dispose();
    }

    // Whatever is wrong with the new value is thrown before the former one is given up.
    private void Renew(string name)
    {
        var next = _factory.Create(name);
        _values[name] = new Lazy<T>(next);
        Changed?.Invoke(next, name);
    }

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
