using Npgsql;
using NpgsqlTypes;

namespace Seawall.Peers.Flood;

/// <summary>One connection of a core business with its prepared statements; broken, it is opened anew at the next statement.</summary>
internal sealed class CoreClient(string address, string business) : IAsyncDisposable
{
    private NpgsqlConnection _connection = new();
    private NpgsqlCommand _item = new();
    private NpgsqlCommand _orders = new();
    private NpgsqlCommand _place = new();

    public static async Task<CoreClient> OpenAsync(string address, string business, CancellationToken ct)
    {
        CoreClient client = new(address, business);
        await client.ConnectAsync(ct);
        return client;
    }

    /// <summary>Runs a statement to its end; false when it failed in any way.</summary>
    public async Task<bool> TryAsync(string kind, int number)
    {
        try
        {
            if (_connection.FullState != System.Data.ConnectionState.Open)
                await ConnectAsync(CancellationToken.None);
            NpgsqlCommand command = kind switch { OpenLoad.Item => _item, OpenLoad.Orders => _orders, _ => _place };
            command.Parameters[0].Value = (long)number * 7919 % (kind == OpenLoad.Item ? FloodSeed.Items : FloodSeed.Buyers) + 1;
            await using NpgsqlDataReader rows = await command.ExecuteReaderAsync();
            bool isFull = false;
            while (await rows.ReadAsync())
                isFull = true;
            return isFull;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task ConnectAsync(CancellationToken ct)
    {
        await _connection.DisposeAsync();
        _connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address) { Username = business, ApplicationName = business }.ConnectionString);
        await _connection.OpenAsync(ct);
        if (business == FloodSeed.Catalog)
        {
            _item = await PrepareAsync("SELECT title, price FROM catalog.items WHERE id = $1", ct);
            return;
        }
        _orders = await PrepareAsync("SELECT id, status, total FROM trade.orders WHERE buyer_id = $1 ORDER BY id DESC LIMIT 10", ct);
        _place = await PrepareAsync("INSERT INTO trade.orders (buyer_id, status, total, note) VALUES ($1, 0, 42, 'placed') RETURNING id", ct);
    }

    private async Task<NpgsqlCommand> PrepareAsync(string sql, CancellationToken ct)
    {
        NpgsqlCommand command = new(sql, _connection) { Parameters = { new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = 1L } } };
        await command.PrepareAsync(ct);
        return command;
    }
}
