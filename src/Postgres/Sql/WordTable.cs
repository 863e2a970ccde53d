using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Seawall.Postgres.Sql;

/// <summary>The words of one dialect by their lower-cased text: one multiplication, one probe in nearly all cases.</summary>
internal sealed class WordTable
{
    private const int Slots = 1024;
    private readonly Entry[] _slots = new Entry[Slots];
    private readonly List<byte[]> _texts = [];

    private struct Entry
    {
        public ulong Head;
        public byte Length;
        public SqlWord Word;
        public WordTraits Traits;
        public ushort Text;
    }

    /// <summary>Looks `length` lower-cased bytes up; at least eight bytes must be readable at `text`.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SqlWords.Found Find(ref byte text, int length)
    {
        ulong head = Unsafe.ReadUnaligned<ulong>(ref text);
        if (length < 8)
            head &= (1UL << (length * 8)) - 1;
        for (uint slot = SlotOf(head, length); ; slot = (slot + 1) % Slots)
        {
            ref Entry entry = ref _slots[slot];
            if (entry.Length == 0)
                return default;
            if (entry.Head == head && entry.Length == length && (length <= 8 || SameTail(ref text, length, entry.Text)))
                return new SqlWords.Found(entry.Word, entry.Traits);
        }
    }

    public SqlWords.Found Find(ReadOnlySpan<byte> lowered)
    {
        Span<byte> padded = stackalloc byte[64];
        if (lowered.Length is 0 or > 56)
            return default;
        padded.Clear();
        lowered.CopyTo(padded);
        return Find(ref MemoryMarshal.GetReference(padded), lowered.Length);
    }

    /// <summary>Adds all words that mean something by their own name.</summary>
    public WordTable AddNamed(Predicate<SqlWord> include)
    {
        foreach (SqlWord word in Enum.GetValues<SqlWord>())
        {
            if (word is not (SqlWord.None or SqlWord.Keyword or SqlWord.WriteFunction) && include(word))
                Add(word.ToString().ToLowerInvariant(), word, 0);
        }

        return this;
    }

    public WordTable Mark(WordTraits traits, string words)
    {
        foreach (string word in words.Split(' '))
            Add(word, SqlWord.Keyword, traits);
        return this;
    }

    public WordTable AddAll(SqlWord meaning, string words)
    {
        foreach (string word in words.Split(' '))
            Add(word, meaning, 0);
        return this;
    }

    private bool SameTail(ref byte text, int length, ushort index) =>
        MemoryMarshal.CreateReadOnlySpan(ref text, length).SequenceEqual(_texts[index]);

    private static uint SlotOf(ulong head, int length) => (uint)(((head + (ulong)length) * 0x9E3779B97F4A7C15UL) >> 54) % Slots;

    private void Add(string text, SqlWord word, WordTraits traits)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        Span<byte> first = stackalloc byte[8];
        first.Clear();
        bytes.AsSpan(0, Math.Min(8, bytes.Length)).CopyTo(first);
        ulong head = BinaryPrimitives.ReadUInt64LittleEndian(first);
        for (uint slot = SlotOf(head, bytes.Length); ; slot = (slot + 1) % Slots)
        {
            ref Entry entry = ref _slots[slot];
            if (entry.Length == 0)
            {
                entry = new Entry { Head = head, Length = (byte)bytes.Length, Word = word, Traits = traits, Text = (ushort)_texts.Count };
                _texts.Add(bytes);
                return;
            }

            if (bytes.AsSpan().SequenceEqual(_texts[entry.Text]))
            {
                entry.Traits |= traits;
                return;
            }
        }
    }
}
