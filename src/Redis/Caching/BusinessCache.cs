using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Seawall.Kernel;

namespace Seawall.Redis.Caching;

/// <summary>
/// The cache of one business: what was loaded once is served until it expires, a tenth of its lifetime sooner or later; without a server every call loads.
/// In this process a key is read and loaded once however many ask for it at the same time. A server that is down, or late with a reply, is not asked.
/// A rehearsal's calls read what is kept, load the rest for themselves, and neither keep, forget nor count anything.
/// </summary>
public sealed class BusinessCache : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);
    private readonly CacheMeter _meter;
    private readonly CacheStore? _store;
    private readonly CallIsRehearsal? _isRehearsal;

    internal BusinessCache(CacheMeter meter, CacheStore? store, CallIsRehearsal? isRehearsal = null)
    {
        _meter = meter;
        _store = store;
        _isRehearsal = isRehearsal;
    }

    /// <summary>The name of the business.</summary>
    public string Business => _meter.Business;

    /// <summary>What the cache did so far and how its server is.</summary>
    public CacheFigures Figures => _meter.Figures(
        _store?.Client is { State: var state } client ? new CacheServer(client.Address, state.Connected, state.Since, state.Cause) : null);

    /// <summary>
    /// The value of a key, loaded when the cache does not hold it. A null is not kept. The load is shared with others who ask meanwhile: its token is
    /// cancelled when all of them have cancelled, and its failure and its value are theirs too, so the value must not be changed.
    /// </summary>
    public async Task<T> GetAsync<T>(string key, TimeSpan lifetime, Func<CancellationToken, Task<T>> load, CancellationToken ct)
    {
        if (_store is null)
            return await load(ct).ConfigureAwait(false);
        if (_isRehearsal?.Invoke() == true)
            return await _store.ReadAsync<T>(key).ConfigureAwait(false) is (CacheRead.Hit, { } kept) ? kept : await load(ct).ConfigureAwait(false);
        while (true)
        {
            var flight = Board<T>(key, null, out var isMine);
            if (flight is null)
                return await load(ct).ConfigureAwait(false);
            if (isMine)
                flight.Run(FlyAsync(flight, key, lifetime, load));
            else
                _meter.Join();
            try
            {
                var (found, value) = await flight.Landed.WaitAsync(ct).ConfigureAwait(false);
                // A load of many ids may have found nothing where this one may.
                if (found || isMine)
                    return value!;
            }
            finally
            {
                flight.Load.Leave();
            }
        }
    }

    /// <summary>
    /// The values of many ids under one prefix; those missing are loaded in one call. An id that has none is left out. The key of an id is the prefix
    /// followed by its digits: prefix <c>rating:</c> and id 7 are the key <c>rating:7</c>.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, T>> GetManyAsync<T>(
        string prefix,
        IReadOnlyCollection<long> ids,
        TimeSpan lifetime,
        Func<IReadOnlyList<long>, CancellationToken, Task<IReadOnlyDictionary<long, T>>> load,
        CancellationToken ct)
    {
        if (_store is null)
            return await load([.. ids], ct).ConfigureAwait(false);
        if (_isRehearsal?.Invoke() == true)
            return await LookManyAsync(prefix, [.. ids.Distinct()], load, ct).ConfigureAwait(false);
        var batch = new SharedLoad();
        List<(long Id, Flight<T> Flight)> mine = [];
        List<(long Id, Flight<T> Flight)> others = [];
        List<long> apart = [];
        foreach (var id in ids.Distinct())
        {
            if (Board<T>(KeyOf(prefix, id), batch, out var isMine) is not { } flight)
                apart.Add(id);
            else
                (isMine ? mine : others).Add((id, flight));
        }
        try
        {
            if (mine.Count > 0)
                mine[0].Flight.Run(FlyManyAsync(batch, prefix, mine, lifetime, load));
            var values = new Dictionary<long, T>(mine.Count + others.Count);
            foreach (var (id, flight) in mine.Concat(others))
            {
                if (await flight.Landed.WaitAsync(ct).ConfigureAwait(false) is { Found: true, Value: { } value })
                    values[id] = value;
            }
            if (apart.Count > 0)
            {
                foreach (var (id, value) in await load(apart, ct).ConfigureAwait(false))
                    values[id] = value;
            }
            return values;
        }
        finally
        {
            batch.Leave();
            foreach (var (_, flight) in others)
            {
                _meter.Join();
                flight.Load.Leave();
            }
        }
    }

    /// <summary>
    /// Forgets keys, so that the next caller loads; what this process is loading for them now is not kept either. A server that does not answer is no error:
    /// there the values end with their lifetime.
    /// </summary>
    public Task RemoveAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        if (_store is null || keys.Count == 0 || _isRehearsal?.Invoke() == true)
            return Task.CompletedTask;
        foreach (var key in keys)
        {
            if (_flights.TryRemove(key, out var flight))
                flight.Forget();
        }
        return _store.RemoveAsync(keys, ct);
    }

    /// <summary>Ends the connection to the server.</summary>
    public ValueTask DisposeAsync() => _store?.Client.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Begins to end the connection to the server.</summary>
    public void Dispose() => _store?.Client.Dispose();

    /// <summary>Joins the key's flight or starts one (of <paramref name="batch"/>, if given); null when the key flies as another type.</summary>
    private Flight<T>? Board<T>(string key, SharedLoad? batch, out bool isMine)
    {
        Flight<T>? own = null;
        while (true)
        {
            if (!_flights.TryGetValue(key, out var flight))
            {
                own ??= new Flight<T>(batch ?? new SharedLoad());
                flight = _flights.GetOrAdd(key, own);
            }
            isMine = ReferenceEquals(flight, own);
            if (isMine)
                return own;
            if (flight is not Flight<T> joined)
                return null;
            if (joined.Load.TryJoin())
                return joined;
            // Everyone has left it.
            _flights.TryRemove(KeyValuePair.Create(key, flight));
        }
    }

    private async Task FlyAsync<T>(Flight<T> flight, string key, TimeSpan lifetime, Func<CancellationToken, Task<T>> load)
    {
        try
        {
            var (read, value) = await _store!.ReadAsync<T>(key).ConfigureAwait(false);
            Count(read);
            if (read != CacheRead.Hit)
            {
                value = await LoadAsync(load, flight.Load.Token).ConfigureAwait(false);
                if (value is not null && read != CacheRead.Bypassed)
                    flight.Keep(() => _store.Write(key, value, lifetime));
            }
            Arrived(key, flight);
            flight.Land(value is not null, value);
        }
        catch (Exception e)
        {
            Arrived(key, flight);
            flight.Fail(e);
        }
    }

    private async Task FlyManyAsync<T>(
        SharedLoad batch,
        string prefix,
        List<(long Id, Flight<T> Flight)> flights,
        TimeSpan lifetime,
        Func<IReadOnlyList<long>, CancellationToken, Task<IReadOnlyDictionary<long, T>>> load)
    {
        try
        {
            var kept = new (bool Found, T? Value)[flights.Count];
            var read = await _store!.ReadManyAsync([.. flights.Select(f => KeyOf(prefix, f.Id))], kept).ConfigureAwait(false);
            List<(long Id, Flight<T> Flight)> missing = [];
            for (var i = 0; i < flights.Count; i++)
            {
                if (kept[i].Found)
                    Land(prefix, flights[i], true, kept[i].Value);
                else
                    missing.Add(flights[i]);
            }
            _meter.Hit(flights.Count - missing.Count);
            Count(read == CacheRead.Hit ? CacheRead.Miss : read, missing.Count);
            if (missing.Count == 0)
                return;
            var loaded = await LoadAsync(token => load([.. missing.Select(f => f.Id)], token), batch.Token).ConfigureAwait(false);
            foreach (var flight in missing)
            {
                var found = loaded.TryGetValue(flight.Id, out var value) && value is not null;
                if (found && read != CacheRead.Bypassed)
                    flight.Flight.Keep(() => _store.Write(KeyOf(prefix, flight.Id), value!, lifetime));
                Land(prefix, flight, found, value);
            }
        }
        catch (Exception e)
        {
            foreach (var (id, flight) in flights)
            {
                Arrived(KeyOf(prefix, id), flight);
                flight.Fail(e);
            }
        }
    }

    private async Task<IReadOnlyDictionary<long, T>> LookManyAsync<T>(
        string prefix, List<long> ids, Func<IReadOnlyList<long>, CancellationToken, Task<IReadOnlyDictionary<long, T>>> load, CancellationToken ct)
    {
        var kept = new (bool Found, T? Value)[ids.Count];
        await _store!.ReadManyAsync([.. ids.Select(id => KeyOf(prefix, id))], kept).ConfigureAwait(false);
        var values = new Dictionary<long, T>(ids.Count);
        List<long> missing = [];
        for (var i = 0; i < ids.Count; i++)
        {
            if (kept[i] is (true, { } value))
                values[ids[i]] = value;
            else
                missing.Add(ids[i]);
        }
        if (missing.Count > 0)
        {
            foreach (var (id, value) in await load(missing, ct).ConfigureAwait(false))
                values[id] = value;
        }
        return values;
    }

    private void Land<T>(string prefix, (long Id, Flight<T> Flight) flight, bool found, T? value)
    {
        Arrived(KeyOf(prefix, flight.Id), flight.Flight);
        flight.Flight.Land(found, value);
    }

    private void Arrived(string key, Flight flight) => _flights.TryRemove(KeyValuePair.Create(key, flight));

    private async Task<T> LoadAsync<T>(Func<CancellationToken, Task<T>> load, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        var failed = true;
        try
        {
            var value = await load(ct).ConfigureAwait(false);
            failed = false;
            return value;
        }
        finally
        {
            // Nobody waited any more: that is no failure of the source.
            _meter.Loaded(start, failed && !ct.IsCancellationRequested);
        }
    }

    private void Count(CacheRead read, int values = 1)
    {
        if (read == CacheRead.Hit)
            _meter.Hit(values);
        else if (read == CacheRead.Miss)
            _meter.Miss(values);
        else
            _meter.Bypass(values);
    }

    private static string KeyOf(string prefix, long id) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{id}");
}
