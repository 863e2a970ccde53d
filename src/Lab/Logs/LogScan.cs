namespace Seawall.Lab.Logs;

/// <summary>What the scan of the bytes at the front of the input found.</summary>
internal enum LogScan : byte
{
    /// <summary>A whole record.</summary>
    Complete,

    /// <summary>The record goes on behind what was read so far.</summary>
    NeedMore,

    /// <summary>No record of this format begins here.</summary>
    NoRecord,

    /// <summary>A record begins but does not keep its format.</summary>
    Broken,

    /// <summary>A record begins but the input ends before it does.</summary>
    Unended,
}
