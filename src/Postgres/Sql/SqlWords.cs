using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

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

/// <summary>Finds the lower-cased word in a table: one multiplication, one probe in nearly all cases.</summary>
internal static class SqlWords
{
    private const int Slots = 1024;
    private static readonly Entry[] s_slots = new Entry[Slots];
    private static readonly byte[][] s_texts = new byte[256][];

    static SqlWords()
    {
        foreach (SqlWord word in Enum.GetValues<SqlWord>())
        {
            if (word is not (SqlWord.None or SqlWord.Keyword or SqlWord.WriteFunction))
                Add(word.ToString().ToLowerInvariant(), word, 0);
        }

        Add("temp", SqlWord.Temp, 0);
        Mark(WordTraits.Reserved,
            "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create current_catalog current_date "
            + "current_role current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign from "
            + "grant group having in initially intersect into lateral leading limit localtime localtimestamp not null offset on only or order placing "
            + "primary references returning select session_user some symmetric system_user table then to trailing true union unique user using "
            + "variadic when where window with authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left "
            + "like natural notnull outer overlaps right similar tablesample verbose");
        Mark(WordTraits.Leads,
            "all and any array as between default by case cross distinct else except exists filter for from full group having ilike in inner intersect into is join key lateral "
            + "left like limit materialized natural not of offset on only or order over right select set similar some table then union using values view when where with "
            + "within returning do conflict interval to outer insert update delete check primary unique references call returns escape collate recursive");
        foreach (string name in (
            "nextval setval pg_notify pg_cancel_backend pg_terminate_backend pg_reload_conf pg_rotate_logfile pg_switch_wal pg_create_restore_point pg_promote "
            + "pg_logical_emit_message pg_stat_reset pg_stat_reset_shared pg_stat_reset_single_table_counters pg_stat_statements_reset pg_wal_replay_pause "
            + "pg_wal_replay_resume pg_export_snapshot txid_current pg_current_xact_id pg_file_write pg_import_system_collations").Split(' '))
            Add(name, SqlWord.WriteFunction, 0);
    }

    public readonly record struct Found(SqlWord Word, WordTraits Traits);

    private struct Entry
    {
        public ulong Head;
        public byte Length;
        public SqlWord Word;
        public WordTraits Traits;
        public byte Text;
    }

    /// <summary>Looks `length` lower-cased bytes up; at least eight bytes must be readable at `text`.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Found Find(ref byte text, int length)
    {
        ulong head = Unsafe.ReadUnaligned<ulong>(ref text);
        if (length < 8)
            head &= (1UL << (length * 8)) - 1;
        for (uint slot = SlotOf(head, length); ; slot = (slot + 1) % Slots)
        {
            ref Entry entry = ref s_slots[slot];
            if (entry.Length == 0)
                return default;
            if (entry.Head == head && entry.Length == length && (length <= 8 || SameTail(ref text, length, entry.Text)))
                return new Found(entry.Word, entry.Traits);
        }
    }

    public static Found Find(ReadOnlySpan<byte> lowered)
    {
        Span<byte> padded = stackalloc byte[64];
        if (lowered.Length is 0 or > 56)
            return default;
        padded.Clear();
        lowered.CopyTo(padded);
        return Find(ref MemoryMarshal.GetReference(padded), lowered.Length);
    }

    private static bool SameTail(ref byte text, int length, byte index) =>
        MemoryMarshal.CreateReadOnlySpan(ref text, length).SequenceEqual(s_texts[index]);

    private static uint SlotOf(ulong head, int length) => (uint)(((head + (ulong)length) * 0x9E3779B97F4A7C15UL) >> 54) % Slots;

    private static void Mark(WordTraits traits, string words)
    {
        foreach (string word in words.Split(' '))
            Add(word, SqlWord.Keyword, traits);
    }

    private static void Add(string text, SqlWord word, WordTraits traits)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        Span<byte> first = stackalloc byte[8];
        first.Clear();
        bytes.AsSpan(0, Math.Min(8, bytes.Length)).CopyTo(first);
        ulong head = BinaryPrimitives.ReadUInt64LittleEndian(first);
        for (uint slot = SlotOf(head, bytes.Length); ; slot = (slot + 1) % Slots)
        {
            ref Entry entry = ref s_slots[slot];
            if (entry.Length == 0)
            {
                int index = Array.IndexOf(s_texts, null);
                s_texts[index] = bytes;
                entry = new Entry { Head = head, Length = (byte)bytes.Length, Word = word, Traits = traits, Text = (byte)index };
                return;
            }

            if (bytes.AsSpan().SequenceEqual(s_texts[entry.Text]))
            {
                entry.Traits |= traits;
                return;
            }
        }
    }
}
