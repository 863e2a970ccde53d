using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Seawall.Transport.Native;

/// <summary>Linux error numbers the loop tells apart; the same on x64 and arm64.</summary>
internal static class Errno
{
    public const int Interrupted = 4, Again = 11, OutOfMemory = 12, TooManyFilesInSystem = 23, TooManyFiles = 24, NoSuchCall = 38;
    public const int ConnectionAborted = 103, NoBuffers = 105, InProgress = 115;

    public static int Last => Marshal.GetLastPInvokeError();

    public static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    [DoesNotReturn]
    public static void Throw(string doing)
    {
        int errno = Last;
        throw new Win32Exception(errno, $"{doing}: {Describe(errno)}");
    }
}
