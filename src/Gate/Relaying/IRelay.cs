namespace Seawall.Gate.Relaying;

/// <summary>What a <see cref="Checkpoint"/> acts through: the two sides of a session and its clocks. All calls come on the session's thread, or under its lock.</summary>
internal interface IRelay
{
    void ToServer(ReadOnlySpan<byte> bytes);

    void ToClient(ReadOnlySpan<byte> bytes);

    /// <summary>Calls <see cref="Checkpoint.OnPatienceOver"/> once after so many milliseconds; called again it starts anew.</summary>
    void StartPatience(int milliseconds);

    void StopPatience();

    /// <summary>Calls <see cref="Checkpoint.OnTimeOver"/> once after so many milliseconds; called again it starts anew.</summary>
    void StartTime(int milliseconds);

    void StopTime();

    /// <summary>
    /// Opens a connection for a CancelRequest with this session's key, sends it when <see cref="Checkpoint.ConfirmCancel"/> still says so once it stands,
    /// and calls <see cref="Checkpoint.OnCancelOver"/> when the server has closed it, or it failed.
    /// </summary>
    void SendCancel();
}
