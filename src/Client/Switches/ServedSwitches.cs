using Seawall.Client.Config.Push;

namespace Seawall.Client.Switches;

/// <summary>The digests of the switches that one request was served under, here and by all that were called for it: one, unless a process did not have them.</summary>
internal sealed class ServedSwitches(SwitchStates own)
{
    /// <summary>The header of every answer: a digest of 16 hexadecimal digits; several with commas between them if and only if it was made under several.</summary>
    public const string Header = "x-seawall-switches";

    // More are not worth telling apart.
    private const int Most = 8;

    // Calls are made side by side.
    private string _names = own.Name;

    public string Names => Volatile.Read(ref _names);

    /// <summary>Notes what a callee's answer says of itself.</summary>
    public void Add(HttpResponseMessage answer)
    {
        if (!answer.Headers.NonValidated.TryGetValues(Header, out var values))
            return;
        foreach (var names in values)
        {
            if (names == Names)
                continue;
            foreach (var name in names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                Add(name);
        }
    }

    private void Add(string name)
    {
        if (name.Length != own.Name.Length || !ConfigWire.TryHex(name, out _))
            return;
        while (Names is var names && !names.Contains(name, StringComparison.Ordinal) && names.Length < Most * (name.Length + 1))
        {
            if (Interlocked.CompareExchange(ref _names, $"{names},{name}", names) == names)
                return;
        }
    }
}
