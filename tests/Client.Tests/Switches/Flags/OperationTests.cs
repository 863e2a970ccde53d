namespace Seawall.Client.Tests.Switches;

/// <summary>JSONLogic's operations; the vectors are facts of https://jsonlogic.com/operations.html and of flagd's reference.</summary>
public sealed class OperationTests
{
    [Theory]
    [InlineData("""{"==":[1,1]}""")]
    [InlineData("""{"==":[1,"1"]}""")]
    [InlineData("""{"==":[0,false]}""")]
    [InlineData("""{"===":[1,1]}""")]
    [InlineData("""{"!":{"===":[1,"1"]}}""")]
    [InlineData("""{"!=":[1,2]}""")]
    [InlineData("""{"!":{"!=":[1,"1"]}}""")]
    [InlineData("""{"!==":[1,"1"]}""")]
    [InlineData("""{"!!":["0"]}""")]
    [InlineData("""{"!":[[]]}""")]
    [InlineData("""{"!":""}""")]
    [InlineData("""{">":[2,1]}""")]
    [InlineData("""{">=":[1,1]}""")]
    [InlineData("""{"<":[1,5,10]}""")]
    [InlineData("""{"!":{"<":[1,11,10]}}""")]
    [InlineData("""{"<=":[1,1,10]}""")]
    [InlineData("""{"<":["a","b"]}""")]
    [InlineData("""{"!":{"<":["x",1]}}""")]
    [InlineData("""{"in":["Spring","Springfield"]}""")]
    [InlineData("""{"in":["Mike",["Bob","Mike"]]}""")]
    [InlineData("""{"!":{"in":["Todd",["Bob","Mike"]]}}""")]
    [InlineData("""{"===":[{"+":[1,"2",3]},6]}""")]
    [InlineData("""{"===":[{"-":[2]},-2]}""")]
    [InlineData("""{"===":[{"-":[5,2]},3]}""")]
    [InlineData("""{"===":[{"*":[2,3,4]},24]}""")]
    [InlineData("""{"===":[{"/":[1,4]},0.25]}""")]
    [InlineData("""{"===":[{"%":[101,2]},1]}""")]
    [InlineData("""{"===":[{"min":[3,1,2]},1]}""")]
    [InlineData("""{"===":[{"max":[3,1,2]},3]}""")]
    [InlineData("""{"===":[{"cat":["I love ",3.14," pie"]},"I love 3.14 pie"]}""")]
    [InlineData("""{"===":[{"substr":["jsonlogic",4]},"logic"]}""")]
    [InlineData("""{"===":[{"substr":["jsonlogic",-5]},"logic"]}""")]
    [InlineData("""{"===":[{"substr":["jsonlogic",1,3]},"son"]}""")]
    [InlineData("""{"===":[{"substr":["jsonlogic",4,-2]},"log"]}""")]
    [InlineData("""{"===":[{"reduce":[[1,2,3,4,5],{"+":[{"var":"current"},{"var":"accumulator"}]},0]},15]}""")]
    [InlineData("""{"===":[{"cat":{"map":[[1,2,3],{"*":[{"var":""},2]}]}},"2,4,6"]}""")]
    [InlineData("""{"===":[{"cat":{"filter":[[1,2,3,4,5],{"%":[{"var":""},2]}]}},"1,3,5"]}""")]
    [InlineData("""{"===":[{"cat":{"merge":[[1,2],3]}},"1,2,3"]}""")]
    [InlineData("""{"all":[[1,2,3],{">":[{"var":""},0]}]}""")]
    [InlineData("""{"!":{"all":[[],true]}}""")]
    [InlineData("""{"some":[[-1,0,1],{">":[{"var":""},0]}]}""")]
    [InlineData("""{"none":[[-3,-2,-1],{">":[{"var":""},0]}]}""")]
    [InlineData("""{"===":[{"var":["z",26]},26]}""")]
    [InlineData("""{"===":[{"var":"champ.name"},"Fezzig"]}""")]
    [InlineData("""{"===":[{"var":"list.1"},"b"]}""")]
    [InlineData("""{"===":[{"cat":{"missing":["a","champ","b"]}},"a,b"]}""")]
    [InlineData("""{"!":{"missing_some":[1,["champ","b"]]}}""")]
    [InlineData("""{"===":[{"cat":{"missing_some":[2,["champ","b"]]}},"b"]}""")]
    [InlineData("""{"===":[{"if":[false,"yes",false,"no","maybe"]},"maybe"]}""")]
    [InlineData("""{"===":[{"?:":[true,"yes","no"]},"yes"]}""")]
    [InlineData("""{"===":[{"or":[false,"a"]},"a"]}""")]
    [InlineData("""{"===":[{"and":[true,"a",3]},3]}""")]
    [InlineData("""{"starts_with":["192.168.0.1","192.168"]}""")]
    [InlineData("""{"!":{"starts_with":["10.0.0.1","192.168"]}}""")]
    [InlineData("""{"ends_with":["noreply@example.com","@example.com"]}""")]
    [InlineData("""{"sem_ver":["1.1.2",">=","1.0.0"]}""")]
    [InlineData("""{"sem_ver":["2.0.0-alpha","<","2.0.0"]}""")]
    [InlineData("""{"sem_ver":["1.0.0-alpha","<","1.0.0-alpha.1"]}""")]
    [InlineData("""{"sem_ver":["1.0.0-alpha.9","<","1.0.0-alpha.10"]}""")]
    [InlineData("""{"sem_ver":["1.0.0-rc.1",">","1.0.0-beta.11"]}""")]
    [InlineData("""{"sem_ver":["v1.0.0","=","1.0.0"]}""")]
    [InlineData("""{"sem_ver":["1.0.0+other","=","1.0.0+build"]}""")]
    [InlineData("""{"sem_ver":["3.0.1","~","3.0.0"]}""")]
    [InlineData("""{"!":{"sem_ver":["3.1.0","~","3.0.0"]}}""")]
    [InlineData("""{"sem_ver":["3.1.0","^","3.0.0"]}""")]
    [InlineData("""{"sem_ver":["1.5.0","^","1"]}""")]
    [InlineData("""{"!":{"sem_ver":["2.0.0","^","1"]}}""")]
    [InlineData("""{"sem_ver":["1.2.3","!=","1.2.4"]}""")]
    public void A_true_statement_is_true(string condition) =>
        Assert.Equal("true", Evaluated.Truth(condition, """{"champ":{"name":"Fezzig"},"list":["a","b"]}"""));

    [Theory]
    [InlineData("jack", "hearts")]
    [InlineData("queen", "spades")]
    [InlineData("ten", "clubs")]
    [InlineData("nine", "diamonds")]
    [InlineData("3", "clubs")]
    public void Shares_fall_as_in_every_other_implementation(string name, string variant)
    {
        const string Rule = """
            {"fractional":[{"cat":[{"var":"$flagd.flagKey"},{"var":"user.name"}]},["clubs",25],["diamonds",25],["hearts",25],["spades",25]]}
            """;
        var result = Evaluated.Rule(Rule, $$$"""{"user":{"name":"{{{name}}}"}}""", "fractional-flag", "clubs", "diamonds", "hearts", "spades");
        Assert.Equal((variant, Seawall.Client.Switches.Flags.FlagReason.Split), (result.Variant, result.Reason));
    }

    [Theory]
    [InlineData("seven", "hearts")]
    [InlineData("eight", "diamonds")]
    [InlineData("nine", "clubs")]
    [InlineData("two", "spades")]
    public void Flags_that_share_a_seed_fall_together(string name, string variant) => Assert.Equal(variant, Evaluated.Rule(
        """{"fractional":[{"cat":["shared-seed",{"var":"user.name"}]},["clubs",25],["diamonds",25],["hearts",25],["spades",25]]}""",
        $$$"""{"user":{"name":"{{{name}}}"}}""", "any", "clubs", "diamonds", "hearts", "spades").Variant);

    [Theory]
    [InlineData("jon@company.com", "heads")]
    [InlineData("jane@company.com", "tails")]
    public void Without_a_key_the_flag_and_the_targeting_key_are_hashed(string key, string variant) => Assert.Equal(variant, Evaluated.Rule(
        """{"fractional":[["heads"],["tails",1]]}""", $$"""{"targetingKey":"{{key}}"}""", "fractional-flag-shorthand", "heads", "tails").Variant);

    [Theory]
    [InlineData("ejOoVL", "lower")]
    [InlineData("bY9fO-", "lower")]
    [InlineData("SI7p-", "lower")]
    [InlineData("6LvT0", "upper")]
    [InlineData("ceQdGm", "upper")]
    public void A_hash_at_the_edge_falls_on_its_side(string key, string variant) => Assert.Equal(variant, Evaluated.Rule(
        """{"fractional":[{"var":"targetingKey"},["lower",50],["upper",50]]}""", $$"""{"targetingKey":"{{key}}"}""", "f", "lower", "upper").Variant);

    [Theory]
    [InlineData("jon@company.com", "premium", "red")]
    [InlineData("jon@company.com", "basic", "blue")]
    [InlineData("user1", "premium", "red")]
    public void A_weight_may_be_a_rule(string key, string tier, string variant) => Assert.Equal(variant, Evaluated.Rule(
        """{"fractional":[{"var":"targetingKey"},["red",{"if":[{"==":[{"var":"tier"},"premium"]},100,0]}],["blue",10]]}""",
        $$"""{"targetingKey":"{{key}}","tier":"{{tier}}"}""", "f", "red", "blue").Variant);

    [Theory]
    [InlineData("jon@company.com", "premium", "premium")]
    [InlineData("jon@company.com", "basic", "standard")]
    [InlineData("user1", "premium", "standard")]
    public void A_choice_may_be_a_rule(string key, string tier, string variant) => Assert.Equal(variant, Evaluated.Rule(
        """{"fractional":[{"var":"targetingKey"},[{"if":[{"==":[{"var":"tier"},"premium"]},"premium","standard"]},50],["standard",50]]}""",
        $$"""{"targetingKey":"{{key}}","tier":"{{tier}}"}""", "f", "premium", "standard").Variant);

    [Fact]
    public void A_share_may_be_a_condition() =>
        Assert.Equal("true", Evaluated.Truth("""{"fractional":[[false,0],[true,100]]}""", """{"targetingKey":"some-targeting-key"}"""));

    [Fact]
    public void A_weight_below_zero_counts_as_zero() => Assert.Equal("two", Evaluated.Rule(
        """{"fractional":[{"var":"targetingKey"},["one",-50],["two",100]]}""", """{"targetingKey":"any-user"}""", "f", "one", "two").Variant);

    [Theory]
    [InlineData("", 0u)]
    [InlineData("a", 0x3c2569b2u)]
    [InlineData("abc", 0xb3dd93fau)]
    [InlineData("Hello, world!", 0xc0363e43u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x2e4ff723u)]
    public void The_hash_is_the_published_one(string text, uint hash) =>
        Assert.Equal(hash, Seawall.Client.Switches.Flags.Murmur3.Hash(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Shares_come_out_as_asked()
    {
        var flag = Evaluated.Flag("""{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on","targeting":{"fractional":[["on",90],["off",10]]}}""");
        var off = Enumerable.Range(0, 20_000).Count(i => flag.Evaluate(
            Seawall.Client.Switches.Flags.FlagContext.Of(new Dictionary<string, object?> { ["targetingKey"] = $"buyer-{i}" }), Evaluated.Now).Variant == "off");
        Assert.InRange(off, 1_850, 2_150);
    }
}
