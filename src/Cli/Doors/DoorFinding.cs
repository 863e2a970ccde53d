namespace Seawall.Cli;

/// <summary>What the check of the front door found.</summary>
/// <param name="Overtakers">Buyers let in with a higher number than somebody who was not.</param>
/// <param name="Beyond">Buyers let in beyond the places.</param>
/// <param name="Errors">Answers that nobody should get, and buyers who never heard how it ended.</param>
/// <param name="Turned">Requests that the door answered itself, which reached nothing behind it.</param>
/// <param name="AllKnewMs">Milliseconds from the last one let in until everybody else knew that nothing is left.</param>
internal sealed record DoorFinding(string Path, int Buyers, int Places, int Admitted, int Overtakers, int Beyond, int Errors, int Turned, int Reached, long AllKnewMs, bool Undone)
{
    public bool IsGood => Admitted == Places && Overtakers == 0 && Beyond == 0 && Errors == 0 && Undone;

    public static DoorFinding Of(string path, DoorBuyer[] buyers, int places, long lastIn, bool undone, TimeProvider time)
    {
        long firstLeftOut = buyers.Where(buyer => !buyer.IsIn && buyer.Number > 0).Select(buyer => buyer.Number).DefaultIfEmpty(long.MaxValue).Min();
        int admitted = buyers.Count(buyer => buyer.IsIn);
        long lastKnew = buyers.Max(buyer => buyer.KnewAt);
        return new DoorFinding(
            path,
            buyers.Length,
            places,
            admitted,
            buyers.Count(buyer => buyer.IsIn && buyer.Number > firstLeftOut),
            Math.Max(0, admitted - places),
            buyers.Count(buyer => buyer.HasFailed),
            buyers.Sum(buyer => buyer.Asked) - admitted,
            admitted,
            lastKnew == 0 ? -1 : (long)Math.Max(0, time.GetElapsedTime(lastIn, lastKnew).TotalMilliseconds),
            undone);
    }
}
