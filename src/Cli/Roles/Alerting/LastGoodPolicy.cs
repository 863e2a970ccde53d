using Seawall.Alerts;
using Seawall.Alerts.Desk;
using Seawall.Alerts.Entries;

namespace Seawall.Cli;

/// <summary>The last good rules, outlets and silences on the disk, read again when the file changed. A damaged copy leaves the one before in force.</summary>
internal sealed class LastGoodPolicy(string path, Action<string> say)
{
    private readonly Lock _turn = new();
    private AlertPolicy _policy = AlertEntries.Policy([], out _);
    private DateTime _read;

    public AlertPolicy Current
    {
        get
        {
            lock (_turn)
            {
                DateTime written = File.GetLastWriteTimeUtc(path);
                if (written != _read)
                {
                    _read = written;
                    _policy = PolicyCopy.Read(path, say) ?? _policy;
                }
                return _policy;
            }
        }
    }
}
