namespace Seawall.Lab.Http.Script;

/// <summary>Where a script's requests go: a URL as it is, a business where the site has it.</summary>
internal sealed class ScriptAddresses(Func<string, Uri> addressOf, Uri? target)
{
    private readonly Dictionary<string, Uri> _known = [];

    /// <summary>The address; one given on the command line stands for all.</summary>
    public Uri Of(string at)
    {
        if (target is not null)
        {
            return target;
        }

        if (!_known.TryGetValue(at, out Uri? address))
        {
            _known[at] = address = at.Contains("://", StringComparison.Ordinal)
                ? Uri.TryCreate(at, UriKind.Absolute, out Uri? url) ? url : throw new HttpLoadRefusedException($"'{at}' is no address such as http://127.0.0.1:8080/")
                : addressOf(at);
        }

        return address;
    }
}
