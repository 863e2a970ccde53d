namespace Seawall.Cli;

/// <summary>What the program's exit code means, for every command.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int ThresholdMissed = 3;
    public const int Interrupted = 130;
}

/// <summary>A command that can't do its work for a reason its user can mend; printed without a stack.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    public int Code => exitCode;
}
