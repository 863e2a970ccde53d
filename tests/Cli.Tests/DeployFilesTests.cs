using Seawall.Topology;

namespace Seawall.Cli.Tests;

public sealed class DeployFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seawall-deploy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("local.json")]
    [InlineData("before.json")]
    [InlineData("readiness.json")]
    [InlineData("curves/singles-day.json")]
    public void Without_a_checkout_the_carried_copy_is_laid_into_the_home(string name)
    {
        var place = new Place(_folder, new SeawallHome(Path.Combine(_folder, ".seawall")));
        string file = DeployFiles.Find(place, name);
        Assert.Equal(Path.Combine(_folder, ".seawall", "deploy", name), file);
        Assert.NotEmpty(File.ReadAllBytes(file));
        Assert.Equal(file, DeployFiles.Resolve(place, Path.Combine(_folder, "deploy", name)));
    }

    [Fact]
    public void A_file_that_is_there_is_taken_as_it_is()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "deploy"));
        string own = Path.Combine(_folder, "deploy", "local.json");
        File.WriteAllText(own, "{}");
        var place = new Place(_folder, new SeawallHome(Path.Combine(_folder, ".seawall")));
        Assert.Equal(own, DeployFiles.Find(place, "local.json"));
        Assert.Equal(own, DeployFiles.Resolve(place, own));
        Assert.Equal(Path.Combine(_folder, "deploy", "no.json"), DeployFiles.Resolve(place, Path.Combine(_folder, "deploy", "no.json")));
        Assert.Equal(Path.Combine(_folder, "no.json"), DeployFiles.Resolve(place, Path.Combine(_folder, "no.json")));
    }

    [Fact]
    public void A_carried_copy_that_was_changed_is_restored()
    {
        var place = new Place(_folder, new SeawallHome(Path.Combine(_folder, ".seawall")));
        byte[] carried = File.ReadAllBytes(DeployFiles.Find(place, "local.json"));
        File.WriteAllText(DeployFiles.Find(place, "local.json"), "older");
        Assert.Equal(carried, File.ReadAllBytes(DeployFiles.Find(place, "local.json")));
    }
}
