using Seawall.Kernel;

namespace Seawall.Lab.Http;

/// <summary>The measured part of a run in at most 300 slots of whole seconds, each request in the slot of its intended start.</summary>
internal sealed class LoadTimeline
{
    private const int MostSlots = 300;
    private readonly Slot[] _slots;

    public LoadTimeline(TimeSpan length)
    {
        int seconds = Math.Max(1, (int)Math.Ceiling(length.TotalSeconds));
        SecondsPerSlot = (seconds + MostSlots - 1) / MostSlots;
        _slots = new Slot[(seconds + SecondsPerSlot - 1) / SecondsPerSlot];
        for (int i = 0; i < _slots.Length; i++)
        {
            _slots[i] = new Slot();
        }
    }

    public int SecondsPerSlot { get; }

    public IReadOnlyList<Slot> Slots => _slots;

    public Slot At(long micros) => _slots[(int)Math.Clamp(micros / (1_000_000L * SecondsPerSlot), 0, _slots.Length - 1)];

    internal sealed class Slot
    {
        public LatencyHistogram Corrected { get; } = new();

        public long Offered { get; set; }

        public long Errors { get; set; }
    }
}
