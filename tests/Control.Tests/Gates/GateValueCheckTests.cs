using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Config.Checks;
using Seawall.Control.Gates;

namespace Seawall.Control.Tests.Gates;

public sealed class GateValueCheckTests
{
    [Theory]
    [InlineData("gate/limits", """{"limits":[{"name":"reports","match":{"business":["batch"]},"concurrency":2}]}""", true)]
    [InlineData("gate/limits", """{"limits":[{"name":"reports","match":{"business":["batch"]}}]}""", false)]
    [InlineData("gate/hot-rows", """{"on":true}""", true)]
    [InlineData("gate/hot-rows", """{"on":true,"learnAt":0}""", false)]
    [InlineData("gate/grades", """{"trade":"G0"}""", true)]
    [InlineData("gate/grades", """{"trade":"first"}""", false)]
    public void Only_what_a_gate_can_work_by_is_published(string key, string json, bool isSound)
    {
        var services = new ServiceCollection();
        GateValueCheck.AddRules(services);
        using var provider = services.BuildServiceProvider();
        using var value = JsonDocument.Parse(json);
        Assert.Equal(isSound, !Assert.Single(provider.GetServices<IValueCheck>(), check => check.Prefix == key).Check(key, value.RootElement).Any());
    }
}
