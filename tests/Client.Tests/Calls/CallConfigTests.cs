using Seawall.Client.Calls;
using Seawall.Client.Config;

namespace Seawall.Client.Tests;

public sealed class CallConfigTests
{
    [Fact]
    public void Faults_are_told_by_key_and_path_of_what_changes()
    {
        var next = ConfigSnapshot.Of(
            1,
            [
                new("role/a", """{"why":1}""", 1), new("edge/rules", """{"default":"nobody"}""", 1), new("limit/x", """{"mode":"auto","roles":{"batch":{"rate":1}}}""", 1),
                new("limit/old", "5", 1), new("limit/bulkhead.y", """{"queue":-1}""", 1),
            ]);

        var faults = CallConfig.Faults(next, ["role/a", "limit/x", "limit/bulkhead.y", "limit/gone"], []);

        Assert.Equal(
            [
                new CallFault("role/a", "why", "is not known here; known are what"),
                new CallFault("edge/rules", "", "the role 'nobody' is not registered; publish role/nobody first or with it"),
                new CallFault("limit/x", "mode", "must be fixed or adaptive, was 'auto'"),
                new CallFault("limit/bulkhead.y", "queue", "must be 0..1000000, was -1"),
            ],
            faults);
    }

    [Fact]
    public void A_role_that_the_rules_name_can_t_be_deleted() =>
        Assert.Equal(
            "edge/rules: the role 'reseller' is not registered; publish role/reseller first or with it",
            Assert.Single(CallConfig.Faults(ConfigSnapshot.Of(2, [new("edge/rules", """{"default":"reseller"}""", 1)]), ["role/reseller"], [])).ToString());
}
