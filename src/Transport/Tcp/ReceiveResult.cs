namespace Seawall.Transport;

/// <summary>What a receive found.</summary>
public enum ReceiveStatus
{
    /// <summary>Bytes.</summary>
    Received,

    /// <summary>Nothing yet; <c>OnReadable</c> comes when there is.</summary>
    Empty,

    /// <summary>The peer sends no more; this side may still write.</summary>
    Ended,

    /// <summary>The connection is closed; <c>OnClosed</c> follows or has been.</summary>
    Closed,
}

/// <summary>The outcome of one receive; <paramref name="Bytes"/> is above 0 only for <see cref="ReceiveStatus.Received"/>.</summary>
public readonly record struct ReceiveResult(ReceiveStatus Status, int Bytes = 0);
