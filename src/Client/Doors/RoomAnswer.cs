namespace Seawall.Client.Doors;

/// <summary>What a room says to a buyer.</summary>
internal enum RoomVerdict
{
    /// <summary>The turn has not come.</summary>
    Waiting,

    /// <summary>The turn has come with this answer: a pass begins.</summary>
    Admitted,

    /// <summary>The pass is good.</summary>
    Inside,

    /// <summary>There is nothing left to wait for.</summary>
    SoldOut,

    /// <summary>The number counts no more; the buyer joins at the end.</summary>
    Over,
}

/// <summary>A room's answer, all of it in numbers.</summary>
/// <param name="Position">How many turns until this one, 1 for the next; 0 when it has come.</param>
/// <param name="EstimateSeconds">How long at the measured rate; negative when nobody is let in.</param>
/// <param name="RetryMs">When to ask again, in milliseconds; what one buyer is told differs from what the next is.</param>
/// <param name="Moment">When the ticket was issued, or until when the pass is good, Unix milliseconds.</param>
/// <param name="PlacesLeft">Places that nobody has been called for; null for any number.</param>
internal readonly record struct RoomAnswer(
    RoomVerdict Verdict, long Number, long Position = 0, int EstimateSeconds = 0, int RetryMs = 0, long Moment = 0, long? PlacesLeft = null, Refusal Why = Refusal.None);
