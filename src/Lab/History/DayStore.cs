using System.Globalization;

namespace Seawall.Lab.History;

/// <summary>The kept days of one site: a folder with a file a day, <c>2026-11-10.day</c>. Files are written whole or not at all.</summary>
public sealed class DayStore(string directory)
{
    private const string Extension = ".day";
    private const string DateFormat = "yyyy-MM-dd";

    public string Directory => directory;

    /// <summary>The folder of a site under that of all: <c>local</c> has the folder itself, another one a folder of its name in it.</summary>
    public static DayStore Of(string root, string site) => new(site == "local" ? root : Path.Combine(root, site));

    /// <summary>
    /// Keeps the day in place of one of the same date, unless that one is more real: a seeded day never replaces an observed one. Says whether it was kept.
    /// </summary>
    public bool Write(KeptDay day)
    {
        System.IO.Directory.CreateDirectory(directory);
        string path = PathOf(day.Date);
        if (File.Exists(path) && TrySummary(path) is { } before && before.Origin > day.Origin)
        {
            return false;
        }

        DayFile.Write(path, day);
        return true;
    }

    /// <summary>Every sound day, the earliest first; what is damaged is in <paramref name="damaged"/> with the reason.</summary>
    public IReadOnlyList<DaySummary> List(out IReadOnlyList<DamagedDay> damaged)
    {
        var days = new List<DaySummary>();
        var broken = new List<DamagedDay>();
        foreach ((DateOnly _, string path) in Files())
        {
            try
            {
                days.Add(DayFile.ReadSummary(path));
            }
            catch (InvalidDataException e)
            {
                broken.Add(new DamagedDay(path, e.Message));
            }
        }

        damaged = broken;
        return days;
    }

    public IReadOnlyList<DaySummary> List() => List(out _);

    /// <summary>The day with this date; null when none is kept. Throws <see cref="InvalidDataException"/> when it is damaged.</summary>
    public KeptDay? Open(DateOnly date)
    {
        string path = PathOf(date);
        return File.Exists(path) ? DayFile.Read(path) : null;
    }

    /// <summary>
    /// Deletes days older than <paramref name="keepDays"/> before <paramref name="today"/>, and makes those older than
    /// <paramref name="keepSeconds"/> as coarse as hours.
    /// </summary>
    public PrunedDays Prune(DateOnly today, int keepDays = 400, int keepSeconds = 60)
    {
        (int deleted, int coarsened) = (0, 0);
        foreach ((DateOnly date, string path) in Files())
        {
            int age = today.DayNumber - date.DayNumber;
            if (age > keepDays)
            {
                File.Delete(path);
                deleted++;
            }
            else if (age > keepSeconds && TrySummary(path) is { Detail: DayDetail.Seconds } summary)
            {
                DayFile.Write(path, Coarse(DayFile.Read(path)), summary with { Detail = DayDetail.Hours });
                coarsened++;
            }
        }

        return new PrunedDays(deleted, coarsened);
    }

    /// <summary>The day without its seconds and minutes.</summary>
    internal static KeptDay Coarse(KeptDay day) => day with
    {
        Detail = DayDetail.Hours,
        Businesses = [.. day.Businesses.Select(business => business with { Seconds = new SecondSeries() })],
        Fingerprints = [.. day.Fingerprints.Select(f => f with { Minutes = f.Minutes.ByHour() })],
        Interfaces = [.. day.Interfaces.Select(face => face with { Minutes = face.Minutes.ByHour() })],
    };

    public string PathOf(DateOnly date) => Path.Combine(directory, date.ToString(DateFormat, CultureInfo.InvariantCulture) + Extension);

    private static DaySummary? TrySummary(string path)
    {
        try
        {
            return DayFile.ReadSummary(path);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private IEnumerable<(DateOnly Date, string Path)> Files() => !System.IO.Directory.Exists(directory)
        ? []
        : System.IO.Directory.EnumerateFiles(directory, "*" + Extension)
            .Select(path => (Sound: DateOnly.TryParseExact(Path.GetFileNameWithoutExtension(path), DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date), date, path))
            .Where(entry => entry.Sound).OrderBy(entry => entry.date).Select(entry => (entry.date, entry.path)).ToList();
}

/// <summary>A file that can't be read as a day, and why.</summary>
public sealed record DamagedDay(string File, string Why);

/// <summary>What pruning did: days deleted, and days whose seconds and minutes were let go.</summary>
public sealed record PrunedDays(int Deleted, int Coarsened);
