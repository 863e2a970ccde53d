using System.Globalization;
using Microsoft.Data.Sqlite;
using Seawall.Control.Storage;

namespace Seawall.Control.Operators;

/// <summary>The list of persons on disk, readable by its owner only.</summary>
internal sealed class OperatorFile
{
    private readonly string _path;

    public OperatorFile(string path)
    {
        _path = path;
        PrivateDatabase.Prepare(path);
        using var db = PrivateDatabase.Open(path);
        db.Run("create table if not exists persons (name text primary key, level integer not null, token text not null, by text not null, since text not null) without rowid");
    }

    public IReadOnlyList<KnownOperator> Load()
    {
        using var db = PrivateDatabase.Open(_path);
        return db.Query("select name, level, token, by, since from persons order by name", row => new KnownOperator(
            row.GetString(0), (OperatorLevel)row.GetInt32(1), row.GetString(2), row.GetString(3), DateTimeOffset.Parse(row.GetString(4), CultureInfo.InvariantCulture)));
    }

    public void Put(KnownOperator known) => Write(
        "insert or replace into persons values ($name, $level, $token, $by, $since)",
        ("$name", known.Name), ("$level", (int)known.Level), ("$token", known.TokenHash), ("$by", known.By), ("$since", known.Since.ToString("O", CultureInfo.InvariantCulture)));

    public void Remove(string name) => Write("delete from persons where name = $name", ("$name", name));

    private void Write(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            using var db = PrivateDatabase.Open(_path);
            db.Run(sql, parameters);
        }
        catch (SqliteException e)
        {
            throw new IOException($"{_path} cannot be written: {e.Message}", e);
        }
    }
}
