using Microsoft.Data.Sqlite;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Storage;
using static Seawall.Control.Tests.StoreFolder;

namespace Seawall.Control.Tests.Config;

public sealed class DamageTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("update audit set reason = 'another' where number = 2", "record 2 was changed")]
    [InlineData("update audit set actor = 'bob' where number = 3", "record 3 was changed")]
    [InlineData("delete from audit where number = 2", "record 2 is missing")]
    [InlineData("delete from audit where number = 3", "the audit ends with 2")]
    [InlineData("update audit set previous = (select previous from audit where number = 2) where number = 3", "record 3 does not follow")]
    [InlineData("update changes set after = '{\"value\":9}' where revision = 2", "revision 2 is not what audit record 2 tells of")]
    [InlineData("update entries set value = '{\"value\":9}' where key = 'item/test/a'", "the entries are not those that revision 3 left")]
    [InlineData("delete from entries", "the entries are not those that revision 3 left")]
    public async Task A_store_that_was_tampered_with_is_refused_and_the_first_broken_link_is_named(string tampering, string told)
    {
        await _folder.SetAsync(Item("a", 1));
        await _folder.SetAsync(Item("b", 2));
        await _folder.SetAsync(Item("b", 3));
        Assert.Null(await new ConfigHistory(_folder.Store).VerifyAsync(CancellationToken.None));
        _folder.Store.Dispose();
        using (var db = new SqliteConnection($"Data Source={_folder.Path};Pooling=False"))
        {
            db.Open();
            using var command = db.CreateCommand();
            command.CommandText = tampering;
            Assert.True(command.ExecuteNonQuery() > 0);
        }
        var refusal = Assert.Throws<ConfigDamageException>(() => _folder.Open());
        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Put back a copy", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5_000)]
    public async Task Bytes_written_over_the_file_are_noticed(int at)
    {
        for (var i = 0; i < 50; i++)
            await _folder.SetAsync(Item("a" + i, i));
        _folder.Store.Dispose();
        await using (var file = File.OpenWrite(_folder.Path))
        {
            file.Position = at;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, 4_096).ToArray());
        }
        Assert.Throws<ConfigDamageException>(() => _folder.Open());
    }
}
