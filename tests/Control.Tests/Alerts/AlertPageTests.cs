using System.Net;
using System.Text.RegularExpressions;

namespace Seawall.Control.Tests.Alerts;

public sealed partial class AlertPageTests
{
    [Theory]
    [InlineData("en", "Nothing fires", "1 firing", "restart &lt;it&gt;")]
    [InlineData("zh", "没有无人处理的告警", "1 条正在告警", "restart &lt;it&gt;")]
    public async Task The_page_shows_what_fires_in_both_languages(string language, string none, string one, string plan)
    {
        await using var host = await AlertSite.StartAsync();
        using var http = await ConsoleSiteTests.SignedInAsync(host);
        await http.GetAsync($"/language/{language}?back=/");
        Assert.Contains(none, await http.GetStringAsync("/alerts"), StringComparison.Ordinal);
        host.Desk().Take([AlertApiTests.Signal()]);
        var page = await http.GetStringAsync("/alerts");
        Assert.Contains(one, page, StringComparison.Ordinal);
        Assert.Contains(plan, page, StringComparison.Ordinal);
        Assert.Contains("process:trade 停了", await http.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_is_taken_and_silenced_by_forms_with_a_reason()
    {
        await using var host = await AlertSite.StartAsync();
        host.Desk().Take([AlertApiTests.Signal(), AlertApiTests.Signal("process:web")]);
        using var http = await ConsoleSiteTests.SignedInAsync(host);
        var form = await http.GetStringAsync("/alerts?ack=process:trade");
        Assert.Contains("value=\"process:trade\"", form, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(http, "/alerts/ack", form, ("Key", "process:trade"), ("Why", " "))).StatusCode);
        await PostAsync(http, "/alerts/ack", form, ("Key", "process:trade"), ("Why", "on it"));
        Assert.Equal("on it", host.Desk().Current.Book.Open["process:trade"].Acknowledged?.Why);
        form = await http.GetStringAsync("/alerts?silence=process:web");
        await PostAsync(http, "/alerts/silence", form, ("Match", "process:web"), ("For", "2h"), ("Why", "moving"));
        var page = await http.GetStringAsync("/alerts");
        Assert.Contains("0 ", Firing().Match(page).Value, StringComparison.Ordinal);
        Assert.Contains("moving", page, StringComparison.Ordinal);
        var id = host.Services.GetService(typeof(Control.Config.IConfigStore)) is Control.Config.IConfigStore store ? store.Current.Under("silence/").Single().Key[8..] : "";
        await PostAsync(http, "/alerts/unsilence", page, ("Id", id));
        Assert.DoesNotContain("moving", await http.GetStringAsync("/alerts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        await using var host = await AlertSite.StartAsync();
        host.Desk().Take([AlertApiTests.Signal()]);
        using var http = await ConsoleSiteTests.SignedInAsync(host);
        using var content = new FormUrlEncodedContent([new("Key", "process:trade"), new("Why", "w")]);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync("/alerts/ack", content)).StatusCode);
        Assert.Null(host.Desk().Current.Book.Open["process:trade"].Acknowledged);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string path, string page, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(page).Groups[1].Value;
        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        return await http.PostAsync(path, content);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex(@"<strong>[^<]*(firing|告警)[^<]*</strong>")]
    private static partial Regex Firing();
}
