using Microsoft.Playwright;

namespace Seawall.Browser.Tests;

/// <summary>Looks at pages as they are come to: accessibility, width, faults, weight; and takes their pictures.</summary>
internal sealed class Inspection
{
    private readonly IPage _page;
    private readonly string _device;
    private readonly string _locale;
    private readonly bool _scripts;
    private readonly PageFaults _broken;
    private readonly Dictionary<string, int> _own = [];
    private readonly List<string> _faults = [];

    /// <summary>Without <paramref name="scripts"/> the accessibility rules can't run in the page, so they are left to a visit with them.</summary>
    public Inspection(IPage page, string device, string locale, bool scripts = true)
    {
        (_page, _device, _locale, _scripts, _broken) = (page, device, locale, scripts, new PageFaults(page));
        page.Response += (_, response) =>
        {
            if (response.Request.ResourceType is "stylesheet" or "script")
                _own.TryAdd(response.Url, -1);
        };
    }

    public int Pages { get; private set; }

    /// <summary>What was found wrong, each with its page.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Bytes of all style sheets and scripts that any page loaded, each once and unpacked.</summary>
    public int OwnBytes => _own.Values.Sum();

    /// <summary>Goes there and looks once there is what <paramref name="ready"/> selects.</summary>
    public async Task VisitAsync(string name, string to, int status = 200, string ready = "main")
    {
        var answer = (await _page.GotoAsync(to))!;
        if (answer.Status != status)
            _faults.Add($"{name}: {to} answers {answer.Status}");
        if (!await ShowsAsync(ready))
        {
            // A browser that is short of processors now and then shows nothing of an answer that came whole: then it is asked once more.
            var sent = await answer.TextAsync();
            Assert.True(sent.Contains("<main", StringComparison.Ordinal), $"{name}: {to} answers {answer.Status} without a page: {sent}");
            await _page.ReloadAsync();
            Assert.True(await ShowsAsync(ready), $"{name}: {to} shows no {ready}, twice; the browser is at {_page.Url}, and was sent {sent}");
        }
        await LookAsync(name, status);
    }

    private async Task<bool> ShowsAsync(string ready)
    {
        try
        {
            await _page.Locator(ready).First.WaitForAsync();
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Looks at the page at hand.</summary>
    public async Task LookAsync(string name, int status = 200)
    {
        Pages++;
        await WeighAsync();
        var wider = await _page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (wider > 0)
            _faults.Add($"{name}: {wider} px wider than the {_device}");
        if (_scripts)
            _faults.AddRange((await Axe.ViolationsAsync(_page)).Select(violation => $"{name}: {violation}"));
        // The browser calls a page that is meant to be missing an error.
        _faults.AddRange(_broken.Take().Where(fault => status == 200 || !fault.Contains($"{status}", StringComparison.Ordinal)).Select(fault => $"{name}: {fault}"));
        await PictureAsync(name);
    }

    // The screen is made as high as the page, so that what sticks to its lower edge is pictured there.
    private async Task PictureAsync(string name)
    {
        var screen = _page.ViewportSize!;
        var height = await _page.EvaluateAsync<int>("document.documentElement.scrollHeight");
        await _page.SetViewportSizeAsync(screen.Width, Math.Max(screen.Height, height));
        await _page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Chromium.Screenshots, $"{name}-{_device}-{_locale[..2]}.png") });
        await _page.SetViewportSizeAsync(screen.Width, screen.Height);
    }

    private async Task WeighAsync()
    {
        foreach (var address in _own.Where(file => file.Value < 0).Select(file => file.Key).ToArray())
            _own[address] = (await (await _page.Context.APIRequest.GetAsync(address)).BodyAsync()).Length;
    }
}
