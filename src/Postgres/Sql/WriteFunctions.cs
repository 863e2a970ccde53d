namespace Seawall.Postgres.Sql;

/// <summary>Families of functions whose call changes something or takes a lock; single ones are in <see cref="SqlWords"/>.</summary>
internal static class WriteFunctions
{
    public static bool IsOne(ReadOnlySpan<byte> name) => name.Length > 3 && name[0] switch
    {
        (byte)'l' => name.StartsWith("lo_"u8) || name.SequenceEqual("lowrite"u8),
        (byte)'p' => name.StartsWith("pg_advisory_"u8) || name.StartsWith("pg_try_advisory_"u8) || name.StartsWith("pg_replication_"u8)
            || name.StartsWith("pg_create_"u8) || name.StartsWith("pg_drop_"u8) || name.StartsWith("pg_logical_slot_get_"u8),
        (byte)'d' => name.StartsWith("dblink"u8),
        _ => false,
    };
}
