namespace Seawall.Peers;

/// <summary>What a bench is given: how long it may take, where it may write, the program under test, and where to note what it used.</summary>
internal sealed class BenchContext(bool quick, string root, string work, string seawall, TextWriter log)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _versions = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];

    /// <summary>Short slices: the whole bench within 55 s.</summary>
    public bool Quick => quick;

    /// <summary>The checkout.</summary>
    public string Root => root;

    /// <summary>An empty folder of this run, readable by every user, removed at its end.</summary>
    public string Work => work;

    /// <summary>The built program <c>seawall</c>.</summary>
    public string Seawall => seawall;

    /// <summary>What else the program needs to know of this run: a home of its own, so that no site is touched.</summary>
    public IReadOnlyDictionary<string, string> SeawallEnvironment { get; } =
        new Dictionary<string, string> { ["SEAWALL_HOME"] = Path.Combine(work, "home"), ["SEAWALL_ROOT"] = root };

    public IReadOnlyDictionary<string, string> Versions => _versions;

    public IReadOnlyList<string> Notes => _notes;

    /// <summary>One line of progress on standard error.</summary>
    public void Log(string line)
    {
        lock (_gate)
            log.WriteLine(line);
    }

    /// <summary>Keeps the version of a program in the results.</summary>
    public void Version(string program, string version) => _versions[program] = version;

    /// <summary>Keeps a sentence in the results that a reader of the figures must know.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    /// <summary>A folder under <see cref="Work"/>.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(work, name)).FullName;
}
