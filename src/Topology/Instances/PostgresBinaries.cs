using System.Globalization;

namespace Seawall.Topology;

/// <summary>Where the PostgreSQL programs are: <c>SEAWALL_POSTGRES_BIN</c>, else the newest Debian installation, else the search path.</summary>
public sealed record PostgresBinaries(string Directory)
{
    public const string Variable = "SEAWALL_POSTGRES_BIN";

    /// <summary>Null when no PostgreSQL server is installed.</summary>
    public static PostgresBinaries? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
        {
            return new PostgresBinaries(chosen);
        }
        const string debian = "/usr/lib/postgresql";
        IEnumerable<string> installed = System.IO.Directory.Exists(debian)
            ? System.IO.Directory.GetDirectories(debian)
                .OrderByDescending(path => double.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out double version) ? version : 0)
                .Select(path => Path.Combine(path, "bin"))
            : [];
        IEnumerable<string> searched = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        string? directory = installed.Concat(searched)
            .FirstOrDefault(path => File.Exists(Path.Combine(path, "postgres")) && File.Exists(Path.Combine(path, "initdb")));
        return directory is null ? null : new PostgresBinaries(directory);
    }

    public static PostgresBinaries Require() =>
        Find() ?? throw new InvalidOperationException("No PostgreSQL server is installed. Run: apt-get install postgresql");

    public string Program(string program) => Path.Combine(Directory, program);
}
