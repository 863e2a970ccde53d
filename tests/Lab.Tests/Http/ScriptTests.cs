using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seawall.Lab.Http;
using Seawall.Lab.Http.Script;

namespace Seawall.Lab.Tests.Http;

public sealed class ScriptTests
{
    [Fact]
    public void All_faults_are_told_with_their_paths()
    {
        InvalidDataException faults = Assert.Throws<InvalidDataException>(() => Load("""
            {"variants": 0, "parameters": {"a": {"from": 3}, "b": {"values": []}}, "setup": [{"name": "s", "path": "/", "capture": {"x": {}}}],
             "interfaces": [{"name": "one", "path": "no slash", "at": "http://127.0.0.1"}, {"name": "one", "path": "/", "share": -1, "method": "get"}]}
            """));
        foreach (string fault in (string[])
        [
            "variants: must be 1..100000, was 0", "parameters.a: from and to must span", "parameters.b: values: name at least one", "setup[0].at: say where it goes", "setup[0].capture.x: give one of",
            "interfaces[0].path: must begin with '/'", "interfaces[1].share: must be 0..1000000, was -1", "interfaces[1].method: must be capital letters", "interfaces[1].name: 'one' is there twice", "interfaces[1].at: say where it goes",
        ])
        {
            Assert.Contains(fault, faults.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_member_nobody_knows_is_a_fault() =>
        Assert.Contains("shar", Assert.Throws<InvalidDataException>(() => Load("""{"interfaces": [{"name": "a", "path": "/", "at": "web", "shar": 1}]}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_request_draws_each_name_once_and_a_second_draw_apart()
    {
        var items = new ParameterValues();
        for (int i = 1; i <= 50; i++)
        {
            items.Add(JsonSerializer.SerializeToElement(new { id = i, name = $"tea & \"{i}\"", price = i * 100 }));
        }

        var template = new Template(new Dictionary<string, ParameterValues> { ["item"] = items }, new Random(4));
        bool differed = false;
        for (int i = 0; i < 100; i++)
        {
            template.NewRequest();
            Match path = Regex.Match(template.Escaped("/items/{item.id}?other={item#2.id}&name={item.name}"), "^/items/([0-9]+)\\?other=([0-9]+)&name=tea%20%26%20%22([0-9]+)%22$");
            Assert.True(path.Success);
            Assert.Equal(path.Groups[1].Value, path.Groups[3].Value);
            differed |= path.Groups[1].Value != path.Groups[2].Value;
            using JsonDocument body = JsonDocument.Parse(template.Json(JsonSerializer.SerializeToElement(new { id = "{item.id}", text = "no. {item.id}: {item.name}", plain = 1, list = new[] { "{item}" } })));
            Assert.Equal(path.Groups[1].Value, body.RootElement.GetProperty("id").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal($"no. {path.Groups[1].Value}: tea & \"{path.Groups[1].Value}\"", body.RootElement.GetProperty("text").GetString());
            Assert.Equal(body.RootElement.GetProperty("id").GetInt32() * 100, body.RootElement.GetProperty("list")[0].GetProperty("price").GetInt32());
        }

        Assert.True(differed);
    }

    [Fact]
    public void A_uuid_in_json_keeps_its_length_on_the_wire()
    {
        var template = new Template(new Dictionary<string, ParameterValues>(), new Random(1));
        string body = template.Json(JsonSerializer.SerializeToElement(new { key = "{uuid}" }));
        Assert.Equal($"{{\"key\":\"{RequestSetBuilder.Unique}\"}}", body);
        Assert.Equal(36, Encoding.UTF8.GetByteCount(RequestSetBuilder.Unique));
    }

    [Fact]
    public void A_parameter_nobody_named_is_a_fault()
    {
        var template = new Template(new Dictionary<string, ParameterValues> { ["item"] = new(new ParameterSource { From = 1, To = 2 }) }, new Random(1));
        Assert.Contains("there is no parameter 'itm'; there are item", Assert.Throws<InvalidDataException>(() => template.Plain("{itm}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Skew_asks_for_the_first_most()
    {
        var values = new ParameterValues(new ParameterSource { From = 10, To = 109, Skew = 1 });
        var random = new Random(9);
        int[] counts = new int[100];
        for (int i = 0; i < 50_000; i++)
        {
            counts[values.Draw(random).GetInt32() - 10]++;
        }

        Assert.InRange((double)counts[0] / counts[1], 1.8, 2.2);
        Assert.InRange((double)counts[0] / counts[9], 8.5, 11.5);
    }

    [Theory]
    [InlineData("$", 1)]
    [InlineData("$.items[*]", 3)]
    [InlineData("$.items[*].id", 2)]
    [InlineData("$.items[1].id", 1)]
    [InlineData("$.items[7].id", 0)]
    [InlineData("$.none", 0)]
    public void A_path_finds_what_is_there(string path, int matches)
    {
        using JsonDocument document = JsonDocument.Parse("""{"items": [{"id": 1}, {"id": 2}, {}]}""");
        Assert.Equal(matches, JsonPath.Find(document.RootElement, path).Count);
    }

    [Fact]
    public void What_is_no_path_is_told()
    {
        using JsonDocument document = JsonDocument.Parse("{}");
        Assert.Throws<InvalidDataException>(() => JsonPath.Find(document.RootElement, "$..id"));
    }

    [Fact]
    public async Task Setup_signs_in_and_the_load_carries_its_cookie()
    {
        int signedIn = 0;
        int strangers = 0;
        await using TargetServer server = await TargetServer.StartAsync(app =>
        {
            app.MapGet("/sign-in", () => Results.Text("<input name=\"token\" value=\"a&amp;b\">", "text/html"));
            app.MapPost("/sign-in", async (HttpContext http) =>
            {
                IFormCollection form = await http.Request.ReadFormAsync();
                if (form["token"] != "a&b")
                {
                    return Results.BadRequest();
                }

                http.Response.Cookies.Append("session", $"s{form["phone"]}");
                return Results.Redirect("/");
            });
            app.MapGet("/me", (HttpContext http) => Interlocked.Increment(ref http.Request.Cookies["session"] is "s7" or "s8" ? ref signedIn : ref strangers));
        });
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """
            {"at": "shop", "parameters": {"phone": {"from": 7, "to": 8}},
             "setup": [{"name": "form", "path": "/sign-in", "capture": {"token": {"regex": "name=\"token\" value=\"([^\"]+)\""}}},
                       {"name": "sign in", "method": "POST", "path": "/sign-in", "times": 3, "body": "token={token}&phone={phone}", "capture": {"session": {"cookie": "session"}}}],
             "interfaces": [{"name": "me", "path": "/me", "headers": {"Cookie": "session={session}"}}]}
            """);
        RequestSource source = await ScriptSource.PrepareAsync(file, business => business == "shop" ? server.Address : throw new InvalidOperationException(business), null, [], 1, _ => true, default);
        File.Delete(file);
        HttpReport report = await HttpLab.RunAsync(source, new HttpLoadOptions { Rate = 50, Duration = TimeSpan.FromSeconds(1), WarmUp = TimeSpan.Zero, Connections = 4 }, TimeProvider.System, null, default);
        Assert.Equal((50, 0), (signedIn, strangers));
        Assert.Equal(("me", "shop"), (report.Interfaces[0].Name, report.Interfaces[0].Business));
    }

    [Fact]
    public async Task A_setup_that_fails_says_which_step_and_why()
    {
        await using TargetServer server = await TargetServer.StartAsync(app => app.MapGet("/", () => "no cookie here"));
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $$$"""{"at": "{{{server.Address}}}", "setup": [{"name": "sign in", "path": "/", "capture": {"session": {"cookie": "session"} } }], "interfaces": [{"name": "a", "path": "/"}]}""");
        HttpLoadRefusedException refused = await Assert.ThrowsAsync<HttpLoadRefusedException>(() => ScriptSource.PrepareAsync(file, _ => server.Address, null, [], 1, _ => true, default));
        File.Delete(file);
        Assert.Equal("setup 'sign in': the answer holds nothing for 'session'", refused.Message);
    }

    [Theory]
    [InlineData("promotions", 6)]
    [InlineData("storefront", 5)]
    public void The_mall_s_own_scripts_are_sound(string name, int interfaces)
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder!, "Seawall.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        LoadScript script = LoadScript.Load(Path.Combine(folder!, "deploy", "interfaces", name + ".json"));
        Assert.Equal((name, interfaces, 100.0), (script.Name, script.Interfaces.Count, script.Interfaces.Sum(one => one.Share)));
        Assert.All(script.Interfaces, one => Assert.NotNull(one.Business));
    }

    private static LoadScript Load(string json)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, json);
        try
        {
            return LoadScript.Load(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
