using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Config.Kept;
using Seawall.Client.Hosting;

namespace Seawall.Client.Pins;

/// <summary>
/// The last good rendering of pages: at most 512 of them and 32 MB, the oldest go first. Those that are pinned also lie in the state folder, so that a restart
/// serves them.
/// </summary>
internal sealed partial class PageStore : IDisposable
{
    public const int LongestPage = 512 << 10;

    private const int MostPages = 512;
    private const long MostBytes = 32 << 20;

    private readonly Lock _turn = new();
    private readonly string? _folder;
    private readonly ILogger<PageStore> _log;
    private readonly Dictionary<string, KeptPage> _pages = new(StringComparer.Ordinal);
    private readonly IDisposable _subscription;
    private volatile Pin[] _pins = [];
    private long _bytes;

    public PageStore(LiveConfig config, SeawallServiceOptions options, ILogger<PageStore> log)
    {
        (_log, _folder) = (log, options.State is { } state ? Path.Combine(state.FullName, "pins") : null);
        if (_folder is not null && Directory.Exists(_folder))
        {
            foreach (var file in Directory.EnumerateFiles(_folder, "*.page"))
            {
                if (KeptPage.OfFile(File.ReadAllBytes(file)) is { } page)
                    Remember(page);
            }
        }
        _subscription = config.Subscribe(Apply);
    }

    /// <summary>The pin that holds a page; null for none.</summary>
    public Pin? PinOf(string path) => Array.Find(_pins, pin => pin.Covers(path));

    public KeptPage? Find(string key)
    {
        lock (_turn)
            return _pages.GetValueOrDefault(key);
    }

    /// <summary>Keeps a page in place of the former one.</summary>
    public void Keep(KeptPage page)
    {
        lock (_turn)
            Remember(page);
        if (PinOf(page.Path) is not null)
            Write(page);
    }

    public void Dispose() => _subscription.Dispose();

    private void Remember(KeptPage page)
    {
        if (_pages.Remove(page.Key, out var former))
            _bytes -= former.Body.Length;
        _pages[page.Key] = page;
        _bytes += page.Body.Length;
        while (_pages.Count > MostPages || _bytes > MostBytes)
        {
            var oldest = _pages.Values.MinBy(kept => kept.At)!;
            _pages.Remove(oldest.Key);
            _bytes -= oldest.Body.Length;
        }
    }

    private void Apply(ConfigSnapshot snapshot)
    {
        var pins = new List<Pin>();
        foreach (var entry in snapshot.Under(ConfigKeys.Pin))
        {
            if (Pin.Parse(entry.Key, entry.Value, out var faults) is { } pin)
                pins.Add(pin);
            else
                LogFaulty(_log, string.Join("; ", faults));
        }
        _pins = [.. pins];
        KeptPage[] pages;
        lock (_turn)
            pages = [.. _pages.Values];
        foreach (var page in pages)
        {
            if (PinOf(page.Path) is not null)
                Write(page);
            else if (_folder is not null)
                File.Delete(FileOf(page.Key));
        }
    }

    private void Write(KeptPage page)
    {
        if (_folder is null)
            return;
        try
        {
            DurableFile.CreateFolder(_folder);
            DurableFile.Replace(FileOf(page.Key), page.ToFile());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(_log, page.Key, e.Message);
        }
    }

    private string FileOf(string key) => Path.Combine(_folder!, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32] + ".page");

    [LoggerMessage(1330, LogLevel.Error, "A pushed pin is faulty and holds nothing: {Faults}")]
    private static partial void LogFaulty(ILogger log, string faults);

    [LoggerMessage(1331, LogLevel.Warning, "The pinned page {Page} is in memory only: {Why}")]
    private static partial void LogNotKept(ILogger log, string page, string why);
}
