using System.Text.Json;
using Seawall.Control.SignIn;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>Who is signed in to the console, in a file beside the other secrets, mode 0600, replaced whole. Nodes of one machine share it: who signed in at one is signed in at all.</summary>
internal sealed class ControlSignIns(SeawallHome home) : ISignInStore
{
    private string Path { get; } = System.IO.Path.Combine(home.SecretsDirectory, "console-sign-ins.json");

    private DateTime _written;

    public bool IsStale => File.GetLastWriteTimeUtc(Path) != _written;

    public SignIns Load()
    {
        try
        {
            _written = File.GetLastWriteTimeUtc(Path);
            return JsonSerializer.Deserialize<SignIns>(File.ReadAllBytes(Path), JsonSerializerOptions.Web) ?? new SignIns();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return new SignIns();
        }
    }

    public void Save(SignIns signIns)
    {
        string draft = Path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using (var file = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(file, signIns, JsonSerializerOptions.Web);
        }
        File.Move(draft, Path, overwrite: true);
        _written = File.GetLastWriteTimeUtc(Path);
    }
}
