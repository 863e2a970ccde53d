namespace Seawall.Kernel.Faults;

/// <summary>Keeps <see cref="LinkTable"/> and <see cref="SiteClock"/> of a process as the leases of its home say; a lease that lapses is over here too, whoever died.</summary>
public sealed class FaultWatch(FaultFolder folder, string process, TimeProvider time)
{
    /// <summary>Between two looks into the folder.</summary>
    public static TimeSpan Pace { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Looks once; done before a process makes its first connection, so that one that starts in the middle of a fault has it.</summary>
    public void Look()
    {
        OwnFaults own = Read();
        SiteClock.Offset = own.ClockOffset;
        LinkTable.Set(own.Ways);
    }

    /// <summary>Looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            Look();
            await Task.Delay(Pace, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private OwnFaults Read()
    {
        try
        {
            return folder.Read(process, MachineClock.NowMs(time));
        }
        catch (IOException)
        {
            // A folder that can't be read tells of no lease; then none holds.
            return OwnFaults.None;
        }
        catch (UnauthorizedAccessException)
        {
            return OwnFaults.None;
        }
    }
}
