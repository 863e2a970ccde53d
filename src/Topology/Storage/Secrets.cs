using System.Security.Cryptography;
using System.Text.Json;

namespace Seawall.Topology;

/// <summary>
/// Random passwords, one file each under <c>secrets/</c> (mode 0600), made when first asked for. Two processes that ask at once agree,
/// because the first to link its file wins.
/// </summary>
public sealed class Secrets(string directory)
{
    public static Secrets In(SeawallHome home) => new(home.SecretsDirectory);

    /// <summary>The password of a login on an instance.</summary>
    public string Password(string instance, string login)
    {
        string path = Path.Combine(directory, $"{instance}-{login}.json");
        if (!File.Exists(path))
        {
            Create(path, login);
        }
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.GetProperty("password").GetString()
            ?? throw new InvalidDataException($"{path} holds no password; delete it to make a new one");
    }

    private void Create(string path, string login)
    {
        PrivateFiles.CreateDirectory(directory);
        string password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        string draft = $"{path}.{Path.GetRandomFileName()}";
        using (FileStream file = PrivateFiles.Create(draft))
        {
            JsonSerializer.Serialize(file, new Dictionary<string, string> { ["login"] = login, ["password"] = password });
        }
        try
        {
            PrivateFiles.Publish(draft, path);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
