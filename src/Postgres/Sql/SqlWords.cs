namespace Seawall.Postgres.Sql;

/// <summary>What the analyzer knows of a word.</summary>
[Flags]
internal enum WordTraits : byte
{
    None = 0,

    /// <summary>Can't be an unquoted table name (PostgreSQL manual, appendix C: reserved, also "can be function or type").</summary>
    Reserved = 1,

    /// <summary>An operand may follow it but it is none itself: a sign behind it is unary, a parenthesis stands apart.</summary>
    Leads = 2,
}

/// <summary>PostgreSQL's words.</summary>
internal static class SqlWords
{
    public static WordTable Table { get; } = new WordTable()
        .AddNamed(word => word < SqlWord.MySqlOnly)
        .Mark(WordTraits.Reserved,
            "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create current_catalog current_date "
            + "current_role current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign from "
            + "grant group having in initially intersect into lateral leading limit localtime localtimestamp not null offset on only or order placing "
            + "primary references returning select session_user some symmetric system_user table then to trailing true union unique user using "
            + "variadic when where window with authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left "
            + "like natural notnull outer overlaps right similar tablesample verbose")
        .Mark(WordTraits.Leads,
            "all and any array as between default by case cross distinct else except exists filter for from full group having ilike in inner intersect into is join key lateral "
            + "left like limit materialized natural not of offset on only or order over right select set similar some table then union using values view when where with "
            + "within returning do conflict interval to outer insert update delete check primary unique references call returns escape collate recursive")
        .AddAll(SqlWord.WriteFunction,
            "nextval setval pg_notify pg_cancel_backend pg_terminate_backend pg_reload_conf pg_rotate_logfile pg_switch_wal pg_create_restore_point pg_promote "
            + "pg_logical_emit_message pg_stat_reset pg_stat_reset_shared pg_stat_reset_single_table_counters pg_stat_statements_reset pg_wal_replay_pause "
            + "pg_wal_replay_resume pg_export_snapshot txid_current pg_current_xact_id pg_file_write pg_import_system_collations");

    public readonly record struct Found(SqlWord Word, WordTraits Traits);
}
