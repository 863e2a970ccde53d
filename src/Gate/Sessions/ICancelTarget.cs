namespace Seawall.Gate.Sessions;

/// <summary>A session that a CancelRequest names.</summary>
internal interface ICancelTarget
{
    /// <summary>Takes the session's statement off the gate's queue, if one waits there; the answer, on any thread, says whether it did. Otherwise the request belongs to the server.</summary>
    void TryCancelWaiting(Action<bool> answer);
}
