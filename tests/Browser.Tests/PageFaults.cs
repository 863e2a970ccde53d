using Microsoft.Playwright;

namespace Seawall.Browser.Tests;

/// <summary>Anything the content policy blocks, a file that does not load, a script error: the page is not as designed.</summary>
internal sealed class PageFaults
{
    private readonly List<string> _faults = [];

    public PageFaults(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _faults.Add(message.Text);
        };
        page.PageError += (_, error) => _faults.Add(error);
        page.RequestFailed += (_, request) => _faults.Add($"{request.Url}: {request.Failure}");
    }

    /// <summary>What was seen since the last time it was asked for.</summary>
    public IReadOnlyList<string> Take()
    {
        string[] taken = [.. _faults];
        _faults.Clear();
        return taken;
    }
}
